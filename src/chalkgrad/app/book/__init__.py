"""The book: what the library knows, as chapters to read in order. One file in ``chapters/`` is one chapter."""

from .contents import Chapter as Chapter
from .contents import book as book
from .contents import known_chapters as known_chapters
