"""The gallery in the documents shows each example as it is printed for GitHub, where it is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from gallery import EXAMPLES, NAMES, Example
from golden_files import assert_golden
from test_sites import printed

PAGES = Path(__file__).resolve().parents[2] / "docs" / "gallery"


@pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
def test_the_page_is_what_is_printed_now(example: Example) -> None:
    assert_golden(f"{example.name}.md", printed(example, "github"), PAGES)


def test_the_index_leads_to_every_page_and_no_page_is_left_over() -> None:
    lines = [f"- [{example.title}]({example.name}.md)" for example in EXAMPLES]
    index = (PAGES / "README.md").read_text(encoding="utf-8")
    assert "\n".join(lines) in index
    assert {path.stem for path in PAGES.glob("*.md")} == {*NAMES, "README"}


def test_there_are_at_least_twenty() -> None:
    assert len(EXAMPLES) == len(set(NAMES)) >= 20
