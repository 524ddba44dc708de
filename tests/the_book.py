"""The book, made once for all tests of one process: it takes seconds."""

from __future__ import annotations

from functools import cache

from chalkgrad.app.book import book
from chalkgrad.convention import convention
from chalkgrad.page.document import Document


@cache
def the_book() -> Document:
    """The edition of the course."""
    return book(convention("ng"))
