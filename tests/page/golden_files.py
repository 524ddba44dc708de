"""Expected pages kept as files. ``CHALKGRAD_WRITE_GOLDEN=1 pytest tests/page`` rewrites them, and fails once."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def assert_golden(name: str, made: str, folder: Path = FOLDER) -> None:
    """``made`` is, byte for byte, what the file holds."""
    path = folder / name
    if os.environ.get("CHALKGRAD_WRITE_GOLDEN"):
        path.write_text(made, encoding="utf-8", newline="\n")
        raise AssertionError(f"{path.name} was written; look at it, then run the tests again without the variable")
    assert made == path.read_text(encoding="utf-8"), f"{path.name} is not what is printed now"
