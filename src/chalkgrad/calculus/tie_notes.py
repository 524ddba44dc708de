"""What a reader is told about the slope that a formula takes where pieces meet."""

from __future__ import annotations

from collections.abc import Collection

from ..notation.spell import spell
from ..notation.text import text
from ..terms import Apply, Entry, Function, Term, walk
from .differentiate import Differentiator
from .kinks import SPOKEN
from .ties import ties_in


def tie_notes(term: Term, name: str, differentiator: Differentiator, own: Collection[str]) -> list[str]:
    """Of every tie that the derivative by ``name`` shows, also inside functions; ``own`` are the model's own ones."""
    functions, kink = differentiator.functions, differentiator.kink
    said: dict[str, None] = {}
    for node in walk(term):
        if isinstance(node, Apply) and node.function.endswith("'"):
            known = functions[node.function.rstrip("'")]
            notes = _of_own_function(known, differentiator) if known.name in own else []
            if notes or known.kinks:
                said |= dict.fromkeys(notes or [_of_function(known, node, differentiator)])
    for condition, tie in ties_in(term, differentiator.met, name):
        said.setdefault(tie.note(condition, kink, functions, name))
    return list(said)


def _of_function(function: Function, call: Apply, differentiator: Differentiator) -> str:
    slope = "one-sided"
    if function.slope is not None:
        given = dict(zip(function.arguments[1:], call.arguments[1:], strict=False))
        others = [given.get(name) or function.defaults.get(name) or Entry(name, ()) for name in function.arguments[1:]]
        own = (Entry(function.arguments[0], ()), *others)  # slope is 0.01 in leaky_relu, if no other number is given
        slope = text(spell(differentiator.put_in(function.slope, function, own)))
    points = ", ".join(text(spell(kink)) for kink in function.kinks)
    variable = function.arguments[0]
    taken = SPOKEN[differentiator.kink]
    return f"{function.name}'({variable}) is {slope}: at the kink {variable} = {points} {taken} is taken"


def _of_own_function(function: Function, differentiator: Differentiator) -> list[str]:
    """Tie by tie, where one is at no known number or names no side: ``f(x) = max(x, x^2)``. Else nothing."""
    if function.axis_index is not None or function.stands_for_any or function.slope is None:
        return []
    variable = Entry(function.arguments[0], ())
    aside = Differentiator(differentiator.functions, differentiator.kink)
    ties = ties_in(aside.of(function.value, variable), aside.met, variable.name)
    if function.kinks and all(tie.rising is not None for _, tie in ties):
        return []
    return [
        f"in {function.name}, {tie.note(condition, differentiator.kink, differentiator.functions)}"
        for condition, tie in ties
    ]
