"""What a library text says, as records. One record per file; nothing here reads or computes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from ..notation.surface import Surface
from ..terms import Definition, Function, Term


@dataclass(frozen=True)
class Range:
    """An interval; a missing end is infinite. ``text`` is as written: ``(0, 1)``."""

    low: Term | None
    high: Term | None
    low_closed: bool
    high_closed: bool
    text: str


@dataclass(frozen=True)
class Kink:
    """A point where the slope jumps, and the side whose slope is used there."""

    at: Term
    side: Literal["left", "right"]
    text: str


@dataclass(frozen=True)
class StableForm:
    """A form equal to the value that is accurate in floating point.

    ``steps`` are named parts (``p = exp(-abs(z))``) in order; ``result`` uses them. ``whole`` is the result with the
    parts put in: what is proved equal to the function's value.
    """

    steps: tuple[Definition, ...]
    result: Term
    whole: Term


@dataclass(frozen=True)
class Identity:
    """``left = right``, true wherever the left is defined; used from left to right to keep accuracy. A claim.

    ``given`` are names besides the function's arguments, from ``for given y``: the identity holds for every value of
    them, and is used where they are data.
    """

    left: Term
    right: Term
    text: str
    given: tuple[str, ...] = ()


@dataclass(frozen=True)
class Activation:
    """``own = name(arguments; settings)``. ``symbol`` is LaTeX; ``spellings`` other ways to write the name."""

    name: str
    about: str
    source: str
    function: Function
    symbol: str
    spellings: tuple[str, ...]
    range: Range
    kinks: tuple[Kink, ...]
    stable: StableForm | None
    identities: tuple[Identity, ...]
    text: str

    @property
    def is_vector(self) -> bool:
        """Whether it mixes the entries of a vector, as softmax does."""
        return self.function.axis_index is not None

    @property
    def takes_one_number(self) -> bool:
        """Whether it is a curve: one number in, with every setting at its default."""
        return not self.is_vector and len(self.function.arguments) == len(self.function.defaults) + 1


@dataclass(frozen=True)
class Loss:
    """``name(a, y)``, the loss of one entry: forecast a, answer y within ``target``."""

    name: str
    about: str
    source: str
    function: Function
    target: Range
    identities: tuple[Identity, ...]
    text: str


@dataclass(frozen=True)
class Update:
    """``name := value``. Updates run in order; each sees the new values of those before it."""

    name: str
    value: Surface
    text: str


@dataclass(frozen=True)
class Optimizer:
    """How a ``parameter`` follows from its ``gradient``. ``state`` are the names it remembers, with their start.

    ``counters`` are the states that no gradient enters (the step count): one number for the whole network.
    """

    name: str
    about: str
    source: str
    settings: Mapping[str, Fraction | None]
    parameter: str
    gradient: str
    state: Mapping[str, Fraction]
    counters: tuple[str, ...]
    updates: tuple[Update, ...]
    text: str


@dataclass(frozen=True)
class Penalty:
    """A term of the cost: ``value`` in the weight matrix ``argument``, the ``settings`` and m."""

    name: str
    about: str
    source: str
    argument: str
    settings: tuple[str, ...]
    on: str
    value: Surface
    text: str


@dataclass(frozen=True)
class Draw:
    """How an array of numbers starts: ``normal(mean, deviation)``, ``uniform(low, high)`` or ``constant(value)``."""

    distribution: Literal["normal", "uniform", "constant"]
    arguments: tuple[Surface, ...]
    text: str


@dataclass(frozen=True)
class Initialisation:
    """How weights and biases start. ``before`` names the activations it was made for: the default for such layers."""

    name: str
    about: str
    source: str
    settings: Mapping[str, Fraction | None]
    weights: Draw
    biases: Draw
    before: tuple[str, ...]
    text: str


Entry: TypeAlias = Activation | Loss | Optimizer | Penalty | Initialisation
