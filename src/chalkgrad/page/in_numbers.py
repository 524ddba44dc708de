"""A network in numbers as a part of its page: formula, the numbers put in, result, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from ..model.model import Role
from ..notation.surface import Name, Surface
from ..notation.text import decimal, text
from ..program.worked import Given, NumberLine, WorkedExample
from ..proof.certificate import Certificate
from ..proof.decimals import TO_THE_DIGITS_SHOWN
from .document import Block, Chain, Formula, Note, Piece, Prose, Row, Title

_COUNTED = {4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten"}
_PUT_IN = Certificate("proved", "the numbers of the names")
_ROUNDED = Certificate("tested", TO_THE_DIGITS_SHOWN, points=1)


def in_numbers(worked: WorkedExample) -> Iterator[Block]:
    """The section: what is given, forward, backward, one step of the optimizer."""
    yield Title(("In numbers",), 2, "in-numbers")
    yield from _about(worked)
    yield Title(("What is given",), 3)
    for role in (Role.DATA, Role.PARAMETER, Role.CONSTANT):
        for given in worked.given:
            if given.role is role:
                yield given_chain(given)
    yield Title(("Forward",), 3)
    yield from (
        number_chain(line, "the numbers put in" if line is worked.forward[0] else "") for line in worked.forward
    )
    if worked.backward:
        yield Title(("Backward",), 3)
        yield from map(number_chain, worked.backward)
    if worked.steps:
        yield from _step(worked)


def _about(worked: WorkedExample) -> Iterator[Block]:
    sizes: list[Piece] = []
    for name, size in sorted(worked.sizes.items(), key=lambda known: (not known[0].startswith("n"), known[0])):
        sizes += [", ", f"{name} = {size}"]
    if sizes:
        yield Prose(("The sizes are ", *sizes[1:], "."))
    yield Prose(
        (
            f"{_computed(worked)} {rounding(worked.figures)} ✓ proved: both sides are the same number; ≈ tested: what "
            "stands on the left has this value, to the digits shown.",
        )
    )


def rounding(figures: int) -> str:
    """The one rule by which the numbers of a page are rounded, as a sentence."""
    return (
        f"A number that is not short is rounded to {_COUNTED.get(figures, figures)} significant digits and follows ≈; "
        "zeros at its end are left out. Every result is computed from the unrounded numbers; the printed ones give "
        "nearly the same, at worst about a hundredth of the largest entry away."
    )


def _computed(worked: WorkedExample) -> str:
    """By what the numbers are known."""
    twice = f"computed twice, by the derived program and from the definitions with {worked.digits} digits"
    if not worked.alone:
        return f"Every number was {twice}."
    listed = ", ".join(worked.alone)
    are = "is known from its definition" if len(worked.alone) == 1 else "are known from their definitions"
    return f"The 16 digits of the program do not reach for {listed}, which {are} alone; every other number was {twice}."


def given_chain(given: Given) -> Chain:
    """What is given, with its role and shape."""
    return Chain(given.left, (Row(given.numbers, _described(given), relation="=" if given.exactly else "≈"),))


def _described(given: Given) -> str:
    return given.role.value if given.shape == "scalar" else f"{given.role.value}, {given.shape.replace(' x ', ' × ')}"


def _step(worked: WorkedExample) -> Iterator[Block]:
    yield Title((f"One step of {worked.optimizer.replace('_', ' ')}",), 3)
    settings: list[Piece] = []
    for name, value in worked.settings.items():
        settings += [", ", f"{name} = {decimal(value)}"]
    starts = ", ".join(f"{name} = {decimal(value)}" for name, value in worked.starts.items())
    before = (f"; before the first step {starts}.",) if starts else (".",)
    yield Prose(("With ", *settings[1:], *before))
    yield from _of_two_meanings(worked)
    yield from map(number_chain, worked.counters)
    for step in worked.steps:
        if len(worked.steps) > 1 and len(step.lines) > 1:
            yield Prose(("The step of ", Formula(Name(step.name)), ":"))
        yield from map(number_chain, step.lines)


def _of_two_meanings(worked: WorkedExample) -> Iterator[Note]:
    """Names of the optimizer that the model has too."""
    own = {*worked.sizes, *(given.name for given in worked.given), *(line.name for line in worked.forward)}
    both = [name for name in (*worked.settings, *worked.starts) if name in own]
    if both:
        listed = both[0] if len(both) == 1 else f"{', '.join(both[:-1])} and {both[-1]}"
        yield Note.of(f"In this step {listed} {'is' if len(both) == 1 else 'are'} the optimizer's, not the model's own")


def number_chain(line: NumberLine, words: str = "") -> Chain:
    """The line as a chain: formula, numbers put in, result."""
    rows: list[Row] = []
    if line.formula != line.left:  # a part of a formula stands for itself
        rows.append(Row(line.formula, "", line.formula_certificate, relation=":=" if line.is_update else "="))
    if line.operands is not None and line.operands != line.formula:
        put_in = _PUT_IN if line.put_in_exactly else _ROUNDED
        rows.append(Row(line.operands, words, put_in, relation="=" if line.put_in_exactly else "≈"))
    if not rows or line.result != rows[-1].surface:
        rows.append(Row(line.result, line.words, line.certificate, relation="=" if line.exactly else "≈"))
    return Chain(line.left, tuple(rows))


def numbers_as_json(worked: WorkedExample) -> dict[str, object]:
    """The same for programs; numbers as they are printed."""
    return {
        "sizes": dict(worked.sizes),
        "given": {given.name: text(given.numbers) for given in worked.given},
        "forward": _lines(worked.forward),
        "backward": _lines(worked.backward),
        "optimizer": worked.optimizer,
        "settings": _settings(worked.settings),
        "step": [*_lines(worked.counters), *(line for step in worked.steps for line in _lines(step.lines))],
    }


def _settings(settings: Mapping[str, Fraction]) -> dict[str, str]:
    return {name: decimal(value) for name, value in settings.items()}


def _lines(lines: Iterable[NumberLine]) -> list[dict[str, object]]:
    return [
        {
            "name": text(line.left),
            "formula": text(line.formula),
            "numbers": _text(line.operands),
            "result": text(line.result),
            "numbers_are_exact": line.put_in_exactly,
            "certificate": line.certificate.as_json(),
        }
        for line in lines
    ]


def _text(surface: Surface | None) -> str | None:
    return None if surface is None else text(surface)
