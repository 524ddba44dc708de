"""Plain text that remembers, for each of its characters, where it came from in the source."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from ...errors import Span


@dataclass
class Writer:
    """Collects plain text piece by piece, each with its stretch of the source.

    A piece as long as its stretch that is marked ``copied`` is mapped character by character, any other as a whole.
    """

    pieces: list[str] = field(default_factory=list)
    begins: list[int] = field(default_factory=list)  # where each piece begins in the plain text
    origins: list[tuple[int, int, bool]] = field(default_factory=list)
    length: int = 0

    def put(self, text: str, start: int, end: int, *, copied: bool = False) -> None:
        """Append ``text``, which stands for ``source[start:end]``."""
        if text:
            self.pieces.append(text)
            self.begins.append(self.length)
            self.origins.append((start, end, copied))
            self.length += len(text)

    def text(self) -> str:
        return "".join(self.pieces)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the source that the characters ``start`` to ``end`` of the plain text came from."""
        if not self.begins:
            return start, end
        first = max(0, bisect_right(self.begins, start) - 1)
        last = max(first, bisect_right(self.begins, max(start, end - 1)) - 1)
        reached = [self._of(piece, start, end) for piece in range(first, last + 1) if self.pieces[piece].strip()]
        reached = reached or [self._of(first, start, end)]
        return min(begin for begin, _ in reached), max(stop for _, stop in reached)

    def _of(self, piece: int, start: int, end: int) -> tuple[int, int]:
        begin, stop, copied = self.origins[piece]
        if not copied:
            return begin, stop
        offset = begin - self.begins[piece]
        return max(begin, start + offset), min(stop, end + offset)


@dataclass(frozen=True)
class Bounds:
    r"""What ``\sum_{i=1}^{m}`` claims: the index ``letter`` runs to ``upper``. To be checked when axes are known.

    Without ``upper`` it counts the examples, as it stands above a letter: ``y_{k}^{(i)}``.
    """

    letter: str
    upper: str
    line: int
    place: Span


@dataclass(frozen=True)
class Transliteration:
    """A model's text in the plain notation. ``source`` is what was given; lines keep their numbers."""

    source: str
    text: str
    filename: str
    bounds: tuple[Bounds, ...] = ()
    writer: Writer | None = None  # None: nothing was LaTeX, places stay as they are

    def original(self, span: Span) -> Span:
        """The place in the source of a place in the plain text; any other span is returned as it is."""
        if span.source != self.text:
            return span
        if self.writer is None:
            return Span(self.source, span.start, span.end, span.filename, span.first_line)
        start, end = self.writer.original(span.start, span.end)
        return Span(self.source, start, end, span.filename, span.first_line)
