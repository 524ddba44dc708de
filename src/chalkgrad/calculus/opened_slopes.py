"""Slopes of functions for which none is taught: q'(x) is found from the formula of q, in small lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from ..notation.spell import spell
from ..notation.text import text
from ..terms import Apply, Derivative, Entry, Function, Select, Term, map_children, names, walk
from .chain import Chain, Sheet
from .combining_rules import RULES, quotient_rule
from .derivation import Level
from .differentiate import Differentiator
from .factors import flat_products
from .linear import inwards, layers
from .moves import TIDY
from .reasons import rules_used
from .tidy import tidy

#: How many parts a line may come to have by opening functions that are made of each other.
LONGEST_LINE = 400


def untaught(term: Term, differentiator: Differentiator) -> Apply | None:
    """The first ``f'(u)`` of the term for which f states no slope and its formula gives one without cases."""
    for node in walk(term):
        if not isinstance(node, Apply) or not node.function.endswith("'"):
            continue
        known = differentiator.functions.get(node.function[:-1])
        if known is None or known.slope is not None or known.stands_for_any or known.axis_index is not None:
            continue
        if not any(isinstance(part, Select) for part in walk(differentiator.slope_formula(known))):
            return node
    return None


def open_slopes(chain: Chain, differentiator: Differentiator) -> bool:
    """Such slopes in the last line replaced by their formulas, one after the other; whether there was any.

    Where functions made of each other would fill pages, the rest keep their names.
    """
    changed = False
    while (primed := untaught(chain.term, differentiator)) is not None:
        here, functions = primed, differentiator.functions
        formula = slope_at(here, differentiator)
        if _is_long(_with(chain.term, here, formula)):
            break

        def write(sheet: Sheet, here: Apply = here) -> None:
            write_slope(sheet, here, differentiator)

        if _is_laborious(here, differentiator):
            write_slope(chain, here, differentiator, "lecture")
        else:
            known = functions[here.function[:-1]]
            words = f"{definition(known)}; {_rules(known, differentiator)}"
            chain.in_short("own-value", words, write)
        changed = True
    return changed


def _is_long(term: Term) -> bool:
    return sum(1 for _ in islice(walk(term), LONGEST_LINE)) == LONGEST_LINE


def name_slopes(
    chain: Chain,
    values: Sequence[Term],
    own: Term,
    words: str,
    consumed: tuple[str, ...],
    differentiator: Differentiator,
) -> None:
    """The line ``own``, in which the slopes of the named ``values`` are written out; the lines inside find those of
    functions for which none is taught.
    """
    calls = [value for value in values if isinstance(value, Apply)]
    primes = [Apply(f"{call.function}'", call.arguments) for call in calls]
    opened = [prime for prime in primes if untaught(prime, differentiator) is prime]

    def write(sheet: Sheet) -> None:
        for prime in opened:
            write_slope(sheet, prime, differentiator)
        sheet.to("own-value", words, own, unfold=consumed)

    laborious = [prime for prime in opened if _is_laborious(prime, differentiator)]
    if laborious and own is not chain.term:
        for prime in opened:
            write_slope(chain, prime, differentiator, "lecture")
        chain.to("own-value", words, own, unfold=consumed)
    elif opened and own is not chain.term:
        chain.in_short("own-value", words, write, consumed)
    else:
        chain.to("own-value", words, own, unfold=consumed)


def _is_laborious(primed: Apply, differentiator: Differentiator) -> bool:
    """Whether a lecturer would write the lines out: where the quotient rule is used, with the letter of the line."""
    known, variable = differentiator.functions[primed.function[:-1]], primed.arguments[0]
    if not isinstance(variable, Entry):
        return False
    whole = Derivative(differentiator.put_in(known.value, known, primed.arguments), variable)
    return any(quotient_rule(layer) is not layer for layer in (whole, inwards(whole)))


def slope_at(primed: Apply, differentiator: Differentiator) -> Term:
    """The value of ``f'(u)``, from the formula of f."""
    known = differentiator.functions[primed.function[:-1]]
    return tidy(differentiator.put_in(differentiator.slope_formula(known), known, primed.arguments))


def write_slope(sheet: Sheet, primed: Apply, differentiator: Differentiator, level: Level = "every-line") -> None:
    """The lines from ``f'(u)`` to its formula: what f is, the rules of differentiation, and the result in order."""
    known = differentiator.functions[primed.function[:-1]]
    first, variable = sheet.term, primed.arguments[0]
    by_name = isinstance(variable, Entry) and all(variable.name not in names(other) for other in primed.arguments[1:])
    if isinstance(variable, Entry) and by_name:
        part: Term = Derivative(differentiator.put_in(known.value, known, primed.arguments), variable)
        sheet.to("definition", definition(known), _with(first, primed, part), level=level)
        for layer in layers(part):
            part = layer.term
            sheet.to("linearity", layer.words, _with(first, primed, part), level=level)
        for rule, said in RULES.items():
            opened = rule(part)
            if opened is not part:
                sheet.to("differentiate", said, _with(first, primed, opened), level=level)
                part = opened
        words, part = rules_used(part, differentiator), differentiator.carry_out(part)
    else:  # a derivative by x^2 is written with the letter of the definition
        words = f"{definition(known)}; {_rules(known, differentiator)}"
        part = differentiator.put_in(differentiator.slope_formula(known), known, primed.arguments)
    sheet.to("differentiate", words, _with(first, primed, part), level=level)
    slope = slope_at(primed, differentiator)
    words = TIDY.words(part, slope, sheet.in_letters)
    sheet.to("tidy", words, flat_products(_with(first, primed, slope)), level=level)


def _rules(known: Function, differentiator: Differentiator) -> str:
    """The rules that give the slope of a function, told with the letter of its definition."""
    return rules_used(Derivative(known.value, Entry(known.arguments[0], ())), differentiator)


def definition(function: Function) -> str:
    """``q(t) = t^3 exp(-t)``."""
    return f"{function.name}({', '.join(function.arguments)}) = {text(spell(function.value))}"


def _with(term: Term, old: Term, new: Term) -> Term:
    return new if term is old else map_children(term, lambda child: _with(child, old, new))
