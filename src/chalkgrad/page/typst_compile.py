"""Typst pages compiled by the ``typst`` package, which brings its fonts and needs no network.

The compiler sees an empty folder as its whole file system and only the fonts it brings, so a page depends on nothing
but its document: the same document gives the same bytes on every machine.
"""

from __future__ import annotations

import tempfile
from importlib import import_module
from typing import Any

from ..errors import InputError


def compiled(source: str, form: str, **options: Any) -> bytes:
    """The page as ``pdf``, ``svg`` or ``png``; ``options`` are the compiler's.

    Raises InputError if the package is not installed.
    """
    try:
        typst = import_module("typst")
    except ImportError:
        raise InputError(f"{form.upper()} needs typst", hint='pip install "chalkgrad[pdf]"') from None
    with tempfile.TemporaryDirectory() as empty:
        made = typst.compile(
            source.encode("utf-8"),
            root=empty,
            format=form,
            ignore_system_fonts=True,
            package_path=empty,
            package_cache_path=empty,
            **options,
        )
    return bytes(made)
