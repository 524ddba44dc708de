"""Data flows from left to right through the rooms; a room imports only from rooms on its left.

``errors`` is open to all. The root ``chalkgrad`` gathers the public names from every room, so no room may import it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

ROOMS = (
    "terms",
    "notation",
    "model",
    "proof",
    "library",
    "convention",
    "calculus",
    "program",
    "page",
    "learning",
    "review",
    "app",
)


def targets_of(node: ast.AST, source: Any) -> Iterator[str]:
    """The dotted names of the project's modules that an import statement mentions."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "chalkgrad")
    elif isinstance(node, ast.ImportFrom):
        if node.level == 0:
            base = (node.module or "").split(".")
        else:
            package = source.module.split(".")
            if source.path.name != "__init__.py":
                package = package[:-1]
            package = package[: len(package) - (node.level - 1)]
            base = package + (node.module.split(".") if node.module else [])
        if base[:1] == ["chalkgrad"]:
            yield from (".".join([*base, alias.name]) for alias in node.names) if len(base) == 1 else [".".join(base)]


def room_of(module: str) -> str:
    """``terms`` for chalkgrad.terms.axis; the empty text for the root itself."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def test_every_folder_is_a_known_room(sources: tuple[Any, ...]) -> None:
    found = {room_of(source.module) for source in sources} - {"", "errors", "__main__"}
    assert found == set(ROOMS)


def test_a_room_imports_only_from_its_left(sources: tuple[Any, ...]) -> None:
    wrong = []
    for source in sources:
        here = room_of(source.module)
        if here in ("", "__main__"):
            continue
        allowed = {"errors", here} | set(ROOMS[: ROOMS.index(here)] if here in ROOMS else ())
        for node in ast.walk(source.tree):
            for target in targets_of(node, source):
                if room_of(target) not in allowed:
                    wrong.append(f"{source.place}:{getattr(node, 'lineno', 0)} {here or 'root'} imports {target}")
    assert not wrong, "imports against the stream:\n" + "\n".join(wrong)


def test_no_function_imports_from_the_project(sources: tuple[Any, ...]) -> None:
    wrong = []
    for source in sources:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                for inner in ast.walk(node):
                    wrong.extend(
                        f"{source.place}:{getattr(inner, 'lineno', 0)} imports {target} inside a function"
                        for target in targets_of(inner, source)
                    )
    assert not wrong, "\n".join(wrong)


def test_proof_shares_nothing_with_the_rewriter_but_records(sources: tuple[Any, ...]) -> None:
    """The prover may know formulas and models, never the rules that produced a step."""
    for source in sources:
        if room_of(source.module) == "proof":
            reached = {room_of(t) for node in ast.walk(source.tree) for t in targets_of(node, source)}
            assert reached <= {"terms", "notation", "model", "proof", "errors"}, source.place
