"""The steps of an equation as chains of equalities: what is shown at a level of detail, and under which left side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..calculus.derivation import Equation, Level, Step
from ..notation.surface import At, DeltaOf, Indexed, Name, Over, Surface, parts, walk_surface
from ..terms import Derivative, Entry, walk
from .because import conclusion
from .certified import weakest
from .conditions import worth_saying
from .document import Chain, Row

_DEPTH: dict[Level, int] = {"outline": 0, "lecture": 1, "every-line": 2}


def chains(equation: Equation, level: Level, *, folded: bool = True) -> tuple[Chain, ...]:
    """The chain of the equation, from its meaning to its value, interrupted by the lemmas on the way.

    A lemma is a run of steps that the main chain does not pass through, such as the slope of an activation; it has a
    chain of its own, after which the main chain is taken up again. A line that stands for several steps, because the
    level leaves some out, carries the weakest of their certificates. The last line is always the value. Without
    ``folded``, the smaller steps that are not shown at once are not written at all.
    """
    unfolded = level == "every-line"
    smaller = unfolded or (folded and level != "outline")
    built: list[Chain] = []
    words = f"definition of {equation.name}"
    for run in _shown(_runs(equation), level):
        rows = _rows(run.steps, level, smaller)
        if run.lemma:
            built.append(Chain(run.source, rows, unfolded))
            continue
        if run.source not in (equation.left.surface, _lettered(equation)):
            rows = (Row(run.source, words), *rows)
        built.append(_with_left_sides(equation, rows, unfolded))
        words = "as above"
    if not built:
        built.append(Chain(equation.left.surface, (Row(equation.value.surface, "", equation.certificate),)))
    elif built[-1].rows[-1].surface != equation.value.surface:
        rows = (*built[-1].rows, Row(equation.value.surface, "", equation.certificate))
        built[-1] = _with_left_sides(equation, rows, unfolded)
    return tuple(built)


@dataclass(frozen=True)
class _Run:
    """Steps each of which goes on from the one before."""

    steps: tuple[Step, ...]
    lemma: bool = False

    @property
    def source(self) -> Surface:
        return self.steps[0].source.surface

    @property
    def end(self) -> Surface:
        return self.steps[-1].result.surface


def _runs(equation: Equation) -> list[_Run]:
    """The steps in runs; those on the way back from the value to the meaning make the main chain."""
    runs = _consecutive(equation.steps)
    wanted = runs[-1].end if runs else equation.value.surface
    for place in reversed(range(len(runs))):
        if runs[place].end == wanted:
            wanted = runs[place].source
        else:
            runs[place] = replace(runs[place], lemma=True)
    return runs


def _consecutive(steps: Sequence[Step]) -> list[_Run]:
    runs: list[_Run] = []
    for step in steps:
        if runs and runs[-1].end == step.source.surface:
            runs[-1] = _Run((*runs[-1].steps, step))
        else:
            runs.append(_Run((step,)))
    return runs


def _shown(runs: Sequence[_Run], level: Level) -> list[_Run]:
    """Without the lemmas that the level hides; the main chain closes over the gap."""
    shown: list[_Run] = []
    for run in runs:
        if run.lemma and not any(_is_shown(step, level) for step in run.steps):
            continue
        if shown and not run.lemma and not shown[-1].lemma:
            shown[-1] = _Run((*shown[-1].steps, *run.steps))
        else:
            shown.append(run)
    return shown


def _is_shown(step: Step, level: Level) -> bool:
    return _DEPTH[step.level] <= _DEPTH[level]


def _rows(steps: Sequence[Step], level: Level, smaller: bool) -> tuple[Row, ...]:
    rows: list[Row] = []
    hidden: list[Step] = []
    said: set[str] = set()  # a condition is stated where it first comes in, and holds from there on
    for place, step in enumerate(steps):
        hidden.append(step)
        if _is_shown(step, level) or place == len(steps) - 1:
            certificate = weakest([each.certificate for each in hidden])
            if certificate is not None:
                lines = (hidden[0].source.surface, step.result.surface)
                fresh = (condition for condition in certificate.conditions if condition not in said)
                new = tuple(condition for condition in fresh if worth_saying(condition, *lines))
                said.update(new)
                certificate = replace(certificate, conditions=new)
            children = _children(step) if smaller else ()
            words = in_short(hidden) if level == "outline" else step.words
            rows.append(Row(step.result.surface, words, certificate, children=children))
            hidden.clear()
    return tuple(rows)


#: The rules whose reasons are worth giving when many steps are one line.
_TELLING = ("common-denominator", "factor-out", "substitute", "fact", "delta", "matrix-form")


def in_short(steps: Sequence[Step]) -> str:
    """The ideas of several steps: where they start from, the slopes that come in, and what decides the form."""
    if len(steps) == 1:
        return steps[0].words
    said: dict[str, None] = {}
    for place, step in enumerate(steps):
        through = [n.of.name for n in walk(step.result.term) if isinstance(n, Derivative) and isinstance(n.of, Entry)]
        if step.rule == "chain-rule" and through:
            said.setdefault(f"chain rule through {' and '.join(dict.fromkeys(through))}")
        elif place == 0 and step.rule == "definition":
            said.setdefault(step.words.partition(": ")[2] or step.words)
        elif step.rule == "differentiate" and not any(other.rule == "own-value" for other in steps):
            said.setdefault(conclusion(step.words))
        elif step.rule == "own-value":
            said.setdefault(step.words.partition(", as ")[0])
        elif step.rule == "cancel":
            said.setdefault(step.words.partition(", which")[0])
        elif step.rule == "one-example" and not (last := step.words.rpartition("; ")[2]).startswith("that of example"):
            said.setdefault(last)  # the mean and the penalty come in here
        elif step.rule in _TELLING and not (said and step.words.startswith("written for all")):
            said.setdefault(step.words)
    return "; ".join(filter(None, said)) or steps[-1].words


def _children(step: Step) -> tuple[Chain, ...]:
    return tuple(
        Chain(run.source, _rows(run.steps, "every-line", smaller=True), unfolded=True)
        for run in _consecutive(step.children)
    )


def _with_left_sides(equation: Equation, rows: tuple[Row, ...], unfolded: bool) -> Chain:
    """The chain with ``dA1[j,e]`` on the left while its lines are in index form, and ``dA1`` once they are matrices."""
    letters = tuple(index.name for index in equation.indices)
    lettered = _lettered(equation)
    sides: list[Surface] = []
    for row in rows:
        if not letters_of(row.surface).isdisjoint(letters):
            sides.append(lettered)
        elif sides and not any(isinstance(part, Name) for part in walk_surface(row.surface)):
            sides.append(sides[-1])  # a mere number says nothing about its form
        else:
            sides.append(equation.left.surface)
    before = sides[0]
    placed = []
    for row, side in zip(rows, sides, strict=True):
        placed.append(replace(row, left=None if side == before else side))
        before = side
    return Chain(sides[0], tuple(placed), unfolded)


def _lettered(equation: Equation) -> Indexed:
    return Indexed(equation.name, tuple(index.name for index in equation.indices))


def letters_of(surface: Surface) -> frozenset[str]:
    """The letters that a formula in index form depends on: those under a Σ or max are not among them."""
    match surface:
        case Indexed(_, indices):
            return frozenset(indices)
        case DeltaOf(left, right):
            return frozenset((left, right))
        case At(body, indices):
            return letters_of(body) | frozenset(indices)
        case Over(_, index, body):
            return letters_of(body) - {index}
        case _:
            return frozenset().union(*map(letters_of, parts(surface)))
