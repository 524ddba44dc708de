"""Which headings of a document something leads to: only these need a target."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from .document import Document, Reference


def led_to(document: Document) -> frozenset[str]:
    """The anchors of all references on the page."""
    return frozenset(reference.anchor for reference in _references(document.blocks))


def _references(value: object) -> Iterator[Reference]:
    if isinstance(value, Reference):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _references(each)
    elif is_dataclass(value) and type(value).__module__ == Document.__module__:
        for field in fields(value):
            yield from _references(getattr(value, field.name))
