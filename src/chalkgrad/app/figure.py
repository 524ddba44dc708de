"""A figure that a user holds: it can be printed in every format, saved, and shown in a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import page
from ..errors import InputError
from ..page import registry
from .writing import write_page


@dataclass(frozen=True)
class Figure:
    """``derivation.figure("columns")``: the network as columns; ``print`` draws it in characters."""

    document: page.Document

    def to(self, target: str, **options: Any) -> Any:
        """The figure in a format; text, or bytes for PDF and pictures. Raises InputError for an unknown format."""
        printer = registry.printer(target)
        if printer.page is None:
            raise InputError(f"{target} shows derivations only", hint="Try html, terminal or github.")
        return printer.page(self.document, page.Options(**options))

    def save(self, path: str | Path, target: str | None = None, **options: Any) -> Path:
        """Write to a file, atomically, in the format of its ending or the one named; the path.

        Raises InputError for an ending or a format that is not known, for two that do not belong together, and for a
        folder that does not exist.
        """
        path = Path(path)
        write_page(path, registry.for_file(path.suffix, target), lambda each: self.to(each.name, **options))
        return path

    def __str__(self) -> str:
        return str(self.to("terminal"))
