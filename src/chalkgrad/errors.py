"""Every exception chalkgrad raises on purpose.

    ChalkError                    what a user can be told in a sentence            exit code
    ├── InputError                the user's text, file or numbers cannot be used   2
    │   ├── NotationError         a text that is not in the notation                2
    │   ├── ModelError            equations that do not make a model                2
    │   │   └── ShapeError        axes that cannot agree                            2
    │   ├── DataError             a table or array that cannot be used              2
    │   │   └── FactError         data that break a declared fact                   2
    │   └── NotSupported          understood, but chalkgrad cannot do it            2
    ├── ProofError                our own step failed its check: a bug              3
    └── RunStopped                a training run that cannot go on                  4

An error says what was found, where, what was expected (and who set that), and the way out.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """A stretch of a source text: characters ``start`` up to ``end`` of ``source``."""

    source: str
    start: int
    end: int
    filename: str = "<text>"
    first_line: int = 1

    @property
    def line_number(self) -> int:
        return self.first_line + self.source.count("\n", 0, self.start)

    @property
    def column(self) -> int:
        """The 1-based column of the first character."""
        return self.start - (self.source.rfind("\n", 0, self.start) + 1) + 1

    def show(self) -> str:
        """The line, numbered, with carets under the stretch."""
        begin = self.source.rfind("\n", 0, self.start) + 1
        stop = self.source.find("\n", begin)
        line = self.source[begin : stop if stop >= 0 else len(self.source)]
        width = max(1, min(self.end, begin + len(line)) - self.start)
        left = self.start - begin
        if len(line) > 100:  # a long line is cut around the place, so that the caret stays in sight
            cut = max(0, left - 50)
            line, left = line[cut : cut + 100], left - cut
            width = min(width, 100 - left)
        label = f"{self.line_number:>4} | "
        return f"{label}{line}\n{' ' * (len(label) + left)}{'^' * max(1, width)}"


class ChalkError(Exception):
    """The root. ``str(error)`` is the whole message, ready to print."""

    exit_code = 3

    def __init__(self, message: str, *, span: Span | None = None, hint: str = "") -> None:
        self.message = message
        self.span = span
        self.hint = hint
        super().__init__(message)

    def __str__(self) -> str:
        lines = []
        if self.span is None:
            lines.append(self.message)
        else:
            place = f"{self.span.filename}:{self.span.line_number}:{self.span.column}"
            lines.append(f"{place}: {self.message}")
            lines.append(self.span.show())
        if self.hint:
            lines.extend(f"  {part}" for part in self.hint.split("\n"))
        return "\n".join(lines)


class InputError(ChalkError):
    exit_code = 2


class NotationError(InputError):
    pass


class ModelError(InputError):
    pass


class ShapeError(ModelError):
    pass


class DataError(InputError):
    pass


class FactError(DataError):
    pass


class NotSupported(InputError):
    pass


class ProofError(ChalkError):
    exit_code = 3


class RunStopped(ChalkError):
    exit_code = 4
