"""Typst pages compiled by the ``typst`` package, which brings its fonts and needs no network.

The compiler sees an empty folder as its whole file system and only the fonts it brings, so a page depends on nothing
but its document: the same document gives the same bytes on every machine. Only for a page with letters that those
fonts do not have (Chinese words in a title, say) the fonts of the machine are used as well.
"""

from __future__ import annotations

import re
import tempfile
from importlib import import_module
from typing import Any

from ..errors import InputError

#: Letters outside Latin, Greek, Cyrillic and the signs of mathematics.
_FOREIGN = re.compile("[^\u0000-\u052f\u1e00-\u2bff\ufb00-\ufb06\U0001d400-\U0001d7ff]")


def compiled(source: str, form: str, **options: Any) -> bytes:
    """The page as ``pdf``, ``svg`` or ``png``; ``options`` are the compiler's.

    Raises InputError if the package is not installed.
    """
    try:
        typst = import_module("typst")
    except ImportError:
        raise InputError(f"{form.upper()} needs typst", hint='pip install "chalkgrad[pdf]"') from None
    own_fonts_suffice = not _FOREIGN.search(source)
    with tempfile.TemporaryDirectory() as empty:
        whole = {"format": form, "root": empty, "package_path": empty, "package_cache_path": empty, **options}
        try:
            made = typst.compile(source.encode("utf-8"), ignore_system_fonts=own_fonts_suffice, **whole)
        except typst.TypstError as error:
            if "could not be displayed" not in str(error):
                raise
            whole.pop("pdf_standards")  # the standard for screen readers refuses a letter that no font has
            made = typst.compile(source.encode("utf-8"), **whole)
    return bytes(made)
