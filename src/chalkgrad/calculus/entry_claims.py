"""What an entry of a library claims, held against its formula: slope, stable form, identities, range, kinks.

The same for a user's entry as for one of chalkgrad's own: slopes, stable forms and identities are proved, else tested;
a range and the kinks are held against numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..errors import Span
from ..library import Activation, Entry, Loss, Shelf, standard
from ..library.formulas import AXIS
from ..library.own import reached
from ..library.sections import Text
from ..notation.spell import spell
from ..notation.text import text
from ..proof import Refuted, Undecidable, equal, slope
from ..terms import Context, Function, Layout, Term
from .differentiate import Differentiator
from .entry_numbers import Finding, declared_kinks, declared_range
from .own_value import in_values
from .tidy import tidy


def derived_slope(function: Function, functions: dict[str, Function]) -> Term:
    """The derivative of an elementwise function's value, as it follows from the rules."""
    differentiator = Differentiator(functions)
    bare = replace(function, slope=None)
    return tidy(in_values(tidy(differentiator.slope_formula(bare)), differentiator))


def checked(shelf: Shelf, name: str) -> tuple[Finding, ...]:
    """What an entry of the user's claims, and whether it holds. Raises NotationError for a text that cannot be read."""
    return tuple(findings(shelf.find(shelf.folder_of(name), name), shelf.lines(name), functions_of(shelf, name)))


def functions_of(shelf: Shelf, name: str) -> dict[str, Function]:
    """The functions that the formulas of an entry may call."""
    return {**standard().functions, **{other: shelf.function(other) for other in reached(shelf, [name])}}


def findings(entry: Entry, lines: Text, functions: dict[str, Function]) -> Iterator[Finding]:
    """What an entry claims, in the order of its lines. ``functions`` are all that its formulas may call."""
    if not isinstance(entry, (Activation, Loss)):
        return
    yield _slope(entry, lines, functions)
    yield from _equalities(entry, lines, functions)
    if isinstance(entry, Activation):
        yield declared_range(entry, lines, functions)
        if not entry.is_vector:
            yield from declared_kinks(entry, lines, functions)


def _slope(entry: Activation | Loss, lines: Text, functions: dict[str, Function]) -> Finding:
    function, place = entry.function, lines.maybe("slope")
    if function.slope is None or place is None:
        if function.axis_index is not None:
            return Finding("slope", problem="the slope of a function of a vector has to be stated", span=lines.span)
        found = derived_slope(function, functions)
        shown, function, span = f"slope {text(spell(found))}, derived", replace(function, slope=found), lines.span
    else:
        shown, span = f"slope {place.text}", place.span
    try:
        return Finding(shown, slope(function, Context({}, {}, functions)))
    except Refuted as error:
        problem = f"the stated slope of {entry.name} is not its derivative"
        derived = ""
        if function.axis_index is None:
            derived = f"derived  {text(spell(derived_slope(entry.function, functions)))}\n"
        where = _where(error, function)
        stated = place.text if place is not None else ""
        return Finding(shown, None, problem, f"stated   {stated}\n{derived}{where}", span)
    except Undecidable as error:
        return Finding(shown, None, error.message, "Leave the line out: the slope is derived.", span)


def _where(error: Refuted, function: Function) -> str:
    """The point that shows it, in a sentence."""
    witness, argument = error.witness, function.arguments[0]
    if witness is None or function.axis_index is not None:
        return error.message.partition(". ")[2]
    given = ", ".join(f"{name} = {values:.4g}" for name, values in witness.values.items() if values.ndim == 0)
    return f"At {given or argument} the derivative is {witness.left:.6g}, the stated slope {witness.right:.6g}."


def _equalities(entry: Activation | Loss, lines: Text, functions: dict[str, Function]) -> Iterator[Finding]:
    function = entry.function
    layouts: dict[str, Layout] = dict.fromkeys(function.arguments, (None, None))
    if function.axis_index is not None:
        layouts[function.arguments[0]] = (AXIS, None)
    context = Context(layouts, {}, functions)
    for identity, line in zip(entry.identities, lines.many("identity"), strict=True):
        given = replace(context, layouts={**layouts, **dict.fromkeys(identity.given, (None, None))})
        yield _equality(f"identity {identity.text}", identity.left, identity.right, given, line.span)
    stable = entry.stable if isinstance(entry, Activation) else None
    if stable is not None:
        line = lines.one("stable")
        yield _equality(f"stable {line.text}", function.value, stable.whole, context, line.span)


def _equality(what: str, left: Term, right: Term, context: Context, span: Span) -> Finding:
    try:
        return Finding(what, equal(left, right, context))
    except Refuted as error:
        return Finding(what, None, "the two sides are not equal", error.message, span)
    except Undecidable as error:
        return Finding(what, None, error.message, "Leave the line out.", span)
