"""The gallery in every format: an index whose links lead to pages."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from chalkgrad.page import registry

REPOSITORY = Path(__file__).resolve().parents[2]
SPECIFICATION = importlib.util.spec_from_file_location("every_format", REPOSITORY / "docs" / "every_format.py")
assert SPECIFICATION is not None and SPECIFICATION.loader is not None
every_format = importlib.util.module_from_spec(SPECIFICATION)
SPECIFICATION.loader.exec_module(every_format)


def test_every_format_of_a_page_is_one_click_away(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    derivation, *_, answer = every_format.EXAMPLES
    every_format.main(tmp_path / "pages", (derivation, answer))
    assert "2 of 2" in capsys.readouterr().err
    index = (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")
    files = re.findall(r'href="([^"]*)"', index)
    assert len(files) == len(set(files)) == 2 * len(registry.names()) - 1
    assert all((tmp_path / "pages" / file).stat().st_size > 200 for file in files)
    assert index.count('<td title="derivations only">not made</td>') == 1
