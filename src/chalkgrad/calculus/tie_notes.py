"""What a reader is told about the slope that a formula takes where pieces meet."""

from __future__ import annotations

from collections.abc import Collection

from ..errors import ProofError
from ..notation.spell import spell
from ..notation.text import text
from ..proof import equal
from ..terms import Apply, Context, Derivative, Entry, Function, Select, Term, names, walk
from .differentiate import Differentiator
from .jumps import meets
from .kinks import SPOKEN
from .ties import Tie, ties_in


def tie_notes(
    term: Term, name: str, differentiator: Differentiator, own: Collection[str], context: Context
) -> list[str]:
    """Of every tie that the derivative by ``name`` shows, also inside functions; ``own`` are the model's own ones."""
    functions, kink = differentiator.functions, differentiator.kink
    said: dict[str, None] = {}
    taken = names(term) | {name}
    for node in walk(term):
        if isinstance(node, Apply) and node.function.endswith("'"):
            known = functions[node.function.rstrip("'")]
            notes = _of_own_function(known, differentiator) if known.name in own else []
            if notes or known.kinks:
                said |= dict.fromkeys(notes or [_of_function(known, node, differentiator, taken)])
    for slopes, tie in ties_in(term, differentiator.met, name):
        if not _is_smooth(slopes, tie, name, differentiator, context):
            said.setdefault(tie.note(slopes.condition, kink, functions, name))
    return list(said)


def _is_smooth(slopes: Select, tie: Tie, name: str, differentiator: Differentiator, context: Context) -> bool:
    """Whether no side can be named, and none need be: both slopes are the same there, as those of Huber's loss."""
    told = tie.rising is not None or tie.sided or differentiator.kink == "mean"
    return not told and meets(slopes, name, context) is True


def _of_function(function: Function, call: Apply, differentiator: Differentiator, taken: Collection[str]) -> str:
    """In the letter of the function, if that means nothing else here; where it does, in u."""
    points = ", ".join(text(spell(kink)) for kink in function.kinks)
    variable, slope = function.arguments[0], "one-sided"
    if variable in taken and call.arguments[0] is not Entry(variable, ()):
        variable = next(letter for letter in (*"uvrst", f"{variable}_0") if letter not in taken)
    own_context = Context(dict.fromkeys(function.arguments, (None, None)), {}, differentiator.functions)
    if function.slope is not None and (
        function.own in names(function.slope) or _proved_slope(function, Entry(function.arguments[0], ()), own_context)
    ):  # in terms of the own value only the library's slopes are, which are proved where they stand
        given = dict(zip(function.arguments[1:], call.arguments[1:], strict=False))
        others = [given.get(name) or function.defaults.get(name) or Entry(name, ()) for name in function.arguments[1:]]
        own = (Entry(variable, ()), *others)  # slope is 0.01 in leaky_relu, if no other number is given
        slope = text(spell(differentiator.put_in(function.slope, function, own)))
    side = SPOKEN[differentiator.kink]
    return f"{function.name}'({variable}) is {slope}: at the kink {variable} = {points} {side} is taken"


def _of_own_function(function: Function, differentiator: Differentiator) -> list[str]:
    """Tie by tie, where one is at no known number or names no side: ``f(x) = max(x, x^2)``. Else nothing."""
    if function.axis_index is not None or function.stands_for_any or function.slope is None:
        return []
    variable = Entry(function.arguments[0], ())
    aside = Differentiator(differentiator.functions, differentiator.kink)
    ties = ties_in(aside.of(function.value, variable), aside.met, variable.name)
    if function.kinks and all(tie.rising is not None for _, tie in ties):
        return []
    inside = Context(dict.fromkeys(function.arguments, (None, None)), {}, differentiator.functions)
    return _proved_slope(function, variable, inside) + [
        f"in {function.name}, {tie.note(slopes.condition, differentiator.kink, differentiator.functions)}"
        for slopes, tie in ties
        if not _is_smooth(slopes, tie, variable.name, aside, inside)
    ]


def _proved_slope(function: Function, variable: Entry, context: Context) -> list[str]:
    """What the slope is, if the prover agrees with it wherever there is one; else nothing is said."""
    assert function.slope is not None
    try:
        equal(Derivative(function.value, variable), function.slope, context)
    except ProofError:
        return []
    return [f"{function.name}'({variable.name}) is {text(spell(function.slope))}"]
