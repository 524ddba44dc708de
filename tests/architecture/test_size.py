"""Files and functions stay small enough to be read in one sitting."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median
from typing import Any

FILE_LIMIT = 500
MEDIAN_LIMIT = 150
FUNCTION_LIMIT = 60
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}


def test_no_file_is_longer_than_the_limit(sources: tuple[Any, ...]) -> None:
    long = [f"{source.place}: {source.lines} lines" for source in sources if source.lines > FILE_LIMIT]
    assert not long, "\n".join(long)


def test_the_median_file_is_short(sources: tuple[Any, ...]) -> None:
    lengths = [source.lines for source in sources if source.path.name != "__init__.py"]
    assert median(lengths) < MEDIAN_LIMIT


def test_no_function_is_longer_than_the_limit(sources: tuple[Any, ...]) -> None:
    long = []
    for source in sources:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LIMIT:
                    long.append(f"{source.place}:{node.lineno} {node.name}: {length} lines")
    assert not long, "\n".join(long)


def test_no_test_file_is_longer_than_the_limit(repository: Path) -> None:
    for path in sorted((repository / "tests").rglob("*.py")):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= FILE_LIMIT, path.name


def test_no_file_is_named_for_what_it_is_not(sources: tuple[Any, ...]) -> None:
    assert [s.place for s in sources if EMPTY_NAMES & set(s.module.split("."))] == []


def test_every_module_says_what_it_is(sources: tuple[Any, ...]) -> None:
    silent = [s.place for s in sources if s.tree.body and not ast.get_docstring(s.tree)]
    assert not silent, "no module docstring:\n" + "\n".join(silent)


def test_nothing_is_left_for_later(sources: tuple[Any, ...]) -> None:
    """No stub: no promise in a comment, no function that only says it is not implemented."""
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
    left = [f"{source.place}: {mark}" for source in sources for mark in marks if mark in source.text]
    for source in sources:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Raise) and node.exc is not None:
                raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
                if isinstance(raised, ast.Name) and raised.id == "NotImplementedError":
                    left.append(f"{source.place}:{node.lineno} raises NotImplementedError")
    assert not left, "\n".join(left)
