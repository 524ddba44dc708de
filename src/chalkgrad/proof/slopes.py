"""``slope``: is a library function's claimed slope the derivative of its value?"""

from __future__ import annotations

from ..terms import Context, Function
from .certificate import Certificate, Refuted, Undecidable
from .equality import difference_message
from .exact import slope_claim, slope_proof
from .never_zero import never_zero
from .numeric import Agreement, Difference, compare, contradicted


def slope(function: Function, context: Context) -> Certificate:
    """Certifies ``function.slope`` as the derivative by the first argument, away from the kinks.

    A function of a vector is checked component by component, with Kronecker's deltas. The points left out (where pieces
    meet) are conditions of the certificate.

    Raises:
        Refuted: it is not the derivative.
        Undecidable: there is no claimed slope, or neither engine can decide.
    """
    if function.slope is None:
        raise Undecidable(f"{function.name} has no stated slope.")
    derivative, claimed = slope_claim(function)
    bare = Context({}, {}, context.functions)
    proof = slope_proof(function, context)
    if proof is not None and contradicted(derivative, claimed, bare, ()) is None:
        conditions = tuple(
            "".join(part if isinstance(part, str) else part[1] for part in condition.parts)
            for condition in proof.conditions
            if condition.term is None or not never_zero(condition.term, bare)
        )
        return Certificate("proved", proof.method, conditions)
    found = compare(derivative, claimed, bare, ())
    if isinstance(found, Agreement):
        return Certificate("tested", "random points", points=found.points, largest_error=found.largest_error)
    if isinstance(found, Difference):
        message = difference_message(found.witness)
        raise Refuted(f"The stated slope of {function.name} is not its derivative. {message}", found.witness)
    raise Undecidable(f"The slope of {function.name} could not be decided: {found.reason}.")
