"""The short reason of an equation: the decisive words of its steps, for a figure that has no room for all of them."""

from __future__ import annotations

import re

from ..calculus.derivation import Equation

#: The rules whose steps decide what comes out; the others bring it into order.
_DECISIVE = ("definition", "differentiate", "own-value", "substitute", "cancel", "fact", "matrix-form")
_MEANING = re.compile(r"what (\S+) means: ")
_DEFINITION = re.compile(r"\w+(\[\S+\])* = ")


def because(equation: Equation) -> str:
    """What the equation rests on, in the words of its steps: a slope, what is put in, what cancels, why a transpose.

    An equation without such a step gives the words of its last one; without steps, nothing.
    """
    said = [(step.rule, _short(step.rule, step.words)) for step in equation.steps if step.rule in _DECISIVE]
    if any(rule == "own-value" for rule, _ in said):  # it says the slope in a better form
        said = [(rule, words) for rule, words in said if rule != "differentiate"]
    kept = list(dict.fromkeys(words for _, words in said if words))
    if not kept and equation.steps:
        kept = [equation.steps[-1].words]
    return "; ".join([*kept, equation.note] if equation.note else kept)


def _short(rule: str, words: str) -> str:
    """The conclusion of a reason, without what leads to it."""
    if rule == "definition":
        return _MEANING.sub(r"\1 means ", words)
    if rule == "differentiate":
        return conclusion(words)
    if rule == "cancel":
        return words.partition(", which")[0]
    return words


def conclusion(words: str) -> str:
    """The conclusions of the parts of a reason; nothing of mere definitions."""
    return "; ".join(filter(None, map(_conclusion, words.split("; "))))


def _conclusion(clause: str) -> str:
    """``Z = W A, so ∂Z/∂A = W`` as its second half; nothing of a mere definition."""
    for lead, kept in ((", so ", ""), (", and for ", "for ")):
        _, found, after = clause.partition(lead)
        if found:
            return kept + after
    return "" if _DEFINITION.match(clause) or clause == "carry out the derivative" else clause
