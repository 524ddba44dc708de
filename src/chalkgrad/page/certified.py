"""What is said about how an equality is known: conditions in short, several certificates as one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..proof.certificate import Certificate
from ..proof.decimals import TO_THE_DIGITS_SHOWN

#: What the two kinds of certificate mean, for the foot of a page.
MEANING = {
    "proved": "✓ proved: both sides are equal as exact algebra.",
    "tested": "≈ tested: both sides have the same value at random points; this is no proof.",
}


#: A longer condition is no remark beside a line.
LONGEST_CONDITION = 100
_DEFINED = "all values where this is defined"
_IN_WORDS = (("!= 0", "denominators other than 0"), ("> 0", "positive arguments of logarithms and roots"))

#: ``1 - a != 0`` is said as ``a != 1``.
_COMPLEMENT = re.compile(r"1 - (\w+) != 0")
#: ``sum_k``, and no name such as ``sum_of_two``.
_SUM = re.compile(r"(?<!\w)sum_(?=[A-Za-z]\d*(?!\w))")
_CHARACTERS = (("!=", "≠"), ("<=", "≤"), (">=", "≥"), ("^T", "ᵀ"), ("^2", "²"), ("^3", "³"), (" in {", " ∈ {"))


def weakest(certificates: Sequence[Certificate]) -> Certificate | None:
    """The certificate of a chain of equalities: proved only if each link is, on all their conditions and facts."""
    if len(certificates) < 2:
        return certificates[0] if certificates else None
    tested = [certificate for certificate in certificates if certificate.kind == "tested"]
    return Certificate(
        "tested" if tested else "proved",
        ", ".join(_each_once(c.method for c in certificates)),
        conditions=_each_once(text for c in certificates for text in c.conditions),
        facts=_each_once(text for c in certificates for text in c.facts),
        points=min((certificate.points for certificate in tested), default=0),
        largest_error=max((certificate.largest_error for certificate in tested), default=0.0),
    )


def conditions_in_short(certificate: Certificate) -> str:
    """``a != 0, 1`` for the conditions ``a != 0`` and ``a != 1``; empty without conditions.

    One that is longer than a line is said in words: half a formula would say less.
    """
    short: dict[str, list[str]] = {}
    words: dict[str, None] = {}
    for condition in certificate.conditions:
        if len(condition) > LONGEST_CONDITION:
            words.setdefault(next((said for end, said in _IN_WORDS if condition.endswith(end)), _DEFINED))
            continue
        complement = _COMPLEMENT.fullmatch(condition)
        if complement:
            condition = f"{complement.group(1)} != 1"
        left, relation, right = condition.partition(" != ")
        short.setdefault(left + relation, []).append(right)
    return ", ".join([*(left + ", ".join(values) for left, values in short.items()), *words])


def remarks(certificate: Certificate, words: str = "") -> tuple[str, ...]:
    """What a reader must know besides the reason: conditions, declared facts the reason does not name, test points.

    Remarks do not break inside when they are short.
    """
    said = []
    conditions = conditions_in_short(certificate)
    if conditions:
        said.append(f"for {conditions}")
    said += [f"using {fact}" for fact in certificate.facts if fact not in words]
    if certificate.kind == "tested" and not certificate.method.startswith(TO_THE_DIGITS_SHOWN):
        said.append(f"{certificate.points} random points")
    return tuple(map(unbroken, said))


def spoken(text: str) -> str:
    """Reasons quote formulas in the notation; a reader gets the mathematical characters: Σ_k, ≠, A1ᵀ, A1²."""
    text = _SUM.sub("Σ_", text)
    for written, character in _CHARACTERS:
        text = text.replace(written, character)
    return text


def unbroken(text: str) -> str:
    """A short text with no-break spaces, so that wrapping keeps it together."""
    return text.replace(" ", "\u00a0") if len(text) <= 22 else text


def _each_once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
