"""The smaller steps inside a step: written, and certified, when somebody looks at them.

Most readers of a deep network never unfold a line, so the lines inside it are not paid for in advance. What is shown
is certified all the same: a smaller line that fails its check raises ProofError where it would be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from .derivation import Step


class Smaller(Sequence["Step"]):
    """A sequence of steps that is made on first use."""

    def __init__(self, write: Callable[[], Sequence[Step]]) -> None:
        self._write: Callable[[], Sequence[Step]] | None = write
        self._steps: tuple[Step, ...] = ()

    def _written(self) -> tuple[Step, ...]:
        if self._write is not None:
            self._steps, self._write = tuple(self._write()), None
        return self._steps

    @overload
    def __getitem__(self, place: int) -> Step: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Step]: ...
    def __getitem__(self, place: int | slice) -> Step | Sequence[Step]:
        return self._written()[place]

    def __len__(self) -> int:
        return len(self._written())

    def __iter__(self) -> Iterator[Step]:
        return iter(self._written())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._written() == tuple(other)

    def __hash__(self) -> int:
        return hash(Smaller)

    def __repr__(self) -> str:
        return repr(self._written())
