"""The source files of the package, read and parsed once for all architecture tests."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class SourceFile:
    """One module of the package: where it is, its dotted name, its text and its syntax tree."""

    path: Path
    module: str
    text: str
    tree: ast.Module

    @property
    def place(self) -> str:
        return self.path.relative_to(REPOSITORY).as_posix()

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def sources(repository: Path) -> tuple[SourceFile, ...]:
    """Every Python file under ``src/chalkgrad``."""
    root = repository / "src"
    found = []
    for path in sorted((root / "chalkgrad").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        text = path.read_text(encoding="utf-8")
        found.append(SourceFile(path, module, text, ast.parse(text, filename=str(path))))
    assert len(found) > 20, "the package was not found where it should be"
    return tuple(found)
