"""The documents show what the program does: examples are run, outputs are compared, links lead somewhere."""

from __future__ import annotations

import doctest
import importlib.util
import os
import re
from pathlib import Path
from typing import Any

import pytest

import chalkgrad.app.commands as folder

REPOSITORY = Path(__file__).resolve().parents[2]
SPECIFICATION = importlib.util.spec_from_file_location("refresh", REPOSITORY / "docs" / "refresh.py")
assert SPECIFICATION is not None and SPECIFICATION.loader is not None
refresh: Any = importlib.util.module_from_spec(SPECIFICATION)
SPECIFICATION.loader.exec_module(refresh)

DOCUMENTS = [path.relative_to(REPOSITORY).as_posix() for path in refresh.DOCUMENTS]
PAGES = [*DOCUMENTS, "CONTRIBUTING.md", "CHANGELOG.md"]


def read(document: str) -> str:
    return (REPOSITORY / document).read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_python_examples_do_what_they_say(document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every ```python block is a session with prompts; the blocks of one document share their names."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(REPOSITORY / "examples")
    sessions = re.findall(r"```python\n(.*?)```", read(document), re.DOTALL)
    assert document != "README.md" or sessions, "the README shows no example"
    names: dict[str, Any] = {}
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    for number, session in enumerate(sessions):
        test = doctest.DocTestParser().get_doctest(session, names, f"{document} block {number}", document, 0)
        assert test.examples, f"block {number} of {document} has no prompt, so nothing checks it"
        problems: list[str] = []
        runner.run(test, out=problems.append, clear_globs=False)
        names = test.globs
        assert not problems, "".join(problems)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_shown_outputs_are_what_the_commands_print(document: str) -> None:
    text = read(document)
    assert refresh.refreshed(text) == text, "run: python docs/refresh.py"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_pictures_are_drawn_by_a_command_and_shown(document: str) -> None:
    text = read(document)
    for picture in refresh.DRAWS.finditer(text):
        assert (REPOSITORY / picture["file"]).stat().st_size > 1000, f"run: python docs/refresh.py ({picture['file']})"
        shown = Path(os.path.relpath(REPOSITORY / picture["file"], (REPOSITORY / document).parent)).as_posix()
        assert f"]({shown})" in text, f"{document} draws {shown} and does not show it"


@pytest.mark.parametrize("document", PAGES)
def test_links_inside_the_repository_lead_somewhere(document: str) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", read(document)):
        if not re.match(r"[a-z]+:", target):
            assert (REPOSITORY / document).parent.joinpath(target).exists(), f"{document}: {target}"


@pytest.mark.parametrize("document", PAGES)
def test_files_and_folders_named_in_a_page_exist(document: str) -> None:
    """Paths in backquotes; capital letters stand for a name the reader chooses."""
    for path in re.findall(r"`((?:src|tests|docs|examples|\.ci)/[^`\s]*)`", read(document)):
        fixed = path.split("NAME")[0]
        assert (REPOSITORY / fixed).exists(), f"{document}: {path}"


def test_every_command_of_the_readme_exists() -> None:
    known = {path.stem for path in Path(folder.__path__[0]).glob("[a-z]*.py")}
    used = set(re.findall(r"(?m)^\s*\$? ?chalkgrad ([a-z]+)", "\n".join(map(read, PAGES))))
    assert used
    assert used <= known, used - known
