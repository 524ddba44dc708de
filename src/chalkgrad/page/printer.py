"""What a printer is: a name, the file endings it serves, and a function from a document to text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..calculus.derivation import Derivation, Level
from ..program import AsComputed
from ..program.worked import WorkedExample
from .document import Document
from .following import meant
from .lesson import from_derivation


@dataclass(frozen=True, slots=True)
class Options:
    """How a page is to be printed; a printer looks only at what concerns it.

    ``width`` in characters, ``colour`` and ``encoding`` concern terminals; ``level`` is the level of detail; the
    names in ``follow`` are marked wherever they occur. ``figure`` says whether a derivation opens with the network as
    columns; None leaves it to the format: those that draw do.
    """

    level: Level = "lecture"
    width: int = 100
    colour: bool = False
    encoding: str = "utf-8"
    follow: tuple[str, ...] = ()
    figure: bool | None = None


@dataclass(frozen=True, slots=True)
class Printer:
    """One format. ``page`` prints any document; ``record`` prints a derivation for programs instead of readers.

    At least one of the two is given, and a derivation goes to ``record`` where there is one; what they give is text,
    or bytes for a format that is no text (PDF, PNG).
    ``endings`` are the file endings that mean this format (``.md``); where several formats share an ending, the one
    that is its ``default`` is meant unless another is asked for by name. ``companions`` are the printers whose files
    belong beside the file of this one, under the same name with their own ending: a picture to attach to a post.
    A format that ``folds`` keeps the smaller steps at hand where they are not shown at once.
    """

    name: str
    endings: tuple[str, ...]
    page: Callable[[Document, Options], str | bytes] | None = None
    record: Callable[[Derivation, Options, Sequence[AsComputed], WorkedExample | None], str] | None = None
    default: bool = True
    draws: bool = False
    folds: bool = False
    companions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.page is None and self.record is None:
            raise TypeError(f"the printer {self.name} must have page or record")

    def derivation(
        self,
        derivation: Derivation,
        options: Options,
        as_computed: Sequence[AsComputed] = (),
        worked: WorkedExample | None = None,
    ) -> str | bytes:
        """The derivation in this format, the same in numbers if there are some, and what its program computes
        otherwise.

        Raises InputError for a name to follow that the derivation does not have.
        """
        options = replace(options, follow=meant(derivation, options.follow))
        if self.record is not None:
            return self.record(derivation, options, as_computed, worked)
        assert self.page is not None
        usual = self.draws and options.level != "outline"  # an outline says nothing twice
        figure = usual if options.figure is None else options.figure
        page = from_derivation(derivation, options.level, as_computed, figure=figure, worked=worked, folded=self.folds)
        return self.page(page, options)
