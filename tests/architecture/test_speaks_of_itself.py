"""The repository is complete in itself: it names no machine, no home folder, no package server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

FOLDERS = ("src", "tests", "docs", "examples", ".ci")
TEXT_ENDINGS = {".py", ".md", ".toml", ".cfg", ".txt", ".chalk", ".lark", ".json", ".yml", ".yaml", ".svg", ".html", ""}

# The patterns are put together from pieces, so that this file does not find itself.
PATTERNS = {
    "an absolute path of one machine": r"(?<![\w.~>})])/(?:"
    + "|".join(["home", "root", "work", "Users", "mnt"])
    + r")/\w",
    "a package server": r"\b(?:"
    + "|".join(["pypi" + r"\.org", "python" + r"hosted\.org", "np" + r"mjs\.", "ana" + r"conda\.org"])
    + r")",
    "an installer pointed at a server": "--(?:extra-)?ind" + r"ex-url|--trusted" + "-host",
}


def texts(repository: Path) -> Iterator[tuple[str, str]]:
    paths = [path for path in repository.iterdir() if path.is_file()]
    for folder in FOLDERS:
        paths.extend(path for path in (repository / folder).rglob("*") if path.is_file())
    for path in sorted(paths):
        if path.suffix in TEXT_ENDINGS and "__pycache__" not in path.parts and path.name != ".git":
            yield path.relative_to(repository).as_posix(), path.read_text(encoding="utf-8")


def test_no_text_names_a_machine_or_a_server(repository: Path) -> None:
    found = []
    for place, text in texts(repository):
        for what, pattern in PATTERNS.items():
            for match in re.finditer(pattern, text):
                line = text.count("\n", 0, match.start()) + 1
                found.append(f"{place}:{line} {what}: {match.group()!r}")
    assert not found, "\n".join(found)


def test_the_patterns_find_what_they_are_for() -> None:
    """A scan that finds nothing because its patterns are broken would say nothing."""
    samples = ["see /" + "home/ada/net.chalk", "https://pypi" + ".org/simple", "pip install --ind" + "ex-url x"]
    for sample, pattern in zip(samples, PATTERNS.values(), strict=True):
        assert re.search(pattern, sample), sample


def test_links_to_other_sites_are_not_mistaken_for_paths() -> None:
    assert not re.search(PATTERNS["an absolute path of one machine"], "https://example.org/work/page")
