"""Pages that are written once, in the letters of the edition: where its convention says δ, they say δ, not dz."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, get_args

from ...calculus.derivation import Equation
from ...convention import Convention
from ...notation.surface import Indexed, Name, Partial, Surface, with_parts
from ...page.chaining import chains
from ...page.document import Block, Chain
from ...proof.certificate import Certificate

_TREES = get_args(Surface)
_ERROR = re.compile(r"\bd([zZ]\d*)\b")


def own_letters(words: str, convention: Convention) -> str:
    """The words with the gradient of a pre-activation called as the convention calls it."""
    return _ERROR.sub(lambda found: convention.adjoint_of(found[1]), words)


def in_own_letters(blocks: Iterable[Block], convention: Convention) -> Iterator[Block]:
    """The blocks with ``dz`` renamed, in their words and their formulas."""
    called = {f"d{name}": Name(convention.adjoint_of(name)) for name in ("z", "Z")}
    if all(name == other.text for name, other in called.items()):
        yield from blocks
        return
    for block in blocks:
        yield _renamed(block, called, convention)


def with_letters(blocks: Iterable[Block], called: Mapping[str, Surface]) -> Iterator[Block]:
    """The blocks with other letters for some names in their formulas; the words stay."""
    for block in blocks:
        yield _renamed(block, called, None)


def slope_chains(equation: Equation, value: str) -> tuple[Chain, ...]:
    """The steps to a slope, for which there is no loss: its left side is ∂a/∂z, a being the ``value``.

    Only the left side changes. What the cost of a model is called a, its gradient is ∂a/∂z in every convention.
    """
    slope = Partial(Name(value), Name(equation.of))
    said = f"what a slope is: the derivative of {value} with respect to {equation.of}"
    first, *others = (_renamed(chain, {equation.name: slope}, None) for chain in chains(equation, "lecture"))
    rows = tuple(
        replace(row, words=said) if row.words.startswith(f"what {equation.name} means") else row for row in first.rows
    )
    return (replace(first, rows=rows), *others)


def _renamed(value: Any, called: Mapping[str, Surface], convention: Convention | None) -> Any:
    """The same record with these names exchanged in all its trees, and in its words if there is a convention."""
    if isinstance(value, _TREES):
        return _exchanged(value, called)
    if isinstance(value, tuple):
        return tuple(_renamed(each, called, convention) for each in value)
    if isinstance(value, str):
        return value if convention is None else own_letters(value, convention)
    if is_dataclass(value) and not isinstance(value, (Certificate, type)):
        parts = {field.name: _renamed(getattr(value, field.name), called, convention) for field in fields(value)}
        return replace(value, **parts)
    return value


def _exchanged(surface: Surface, called: Mapping[str, Surface]) -> Surface:
    match surface:
        case Name(text) if text in called:
            return called[text]
        case Indexed(name, indices) if isinstance(other := called.get(name), Name):
            return Indexed(other.text, indices)
        case _:
            return with_parts(surface, lambda part: _exchanged(part, called))
