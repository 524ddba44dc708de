"""The names of a page in its running words: which there are, and where one that is also a word of English is meant.

``forecast`` is a quantity wherever it occurs. A model may also call a quantity ``derivative`` or ``factor``; then "the
derivative of the cost" and "the factor 2" stay words, and only beside a sign of mathematics or where a reason speaks of
a quantity, as after "with respect to", the name is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import get_args

from ..library.standard import standard
from ..notation.surface import Call, Indexed, Name, Surface, walk_surface
from .document import Document

_TREES = get_args(Surface)

#: The words of more than one letter that the pages of derivations are written in.
WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        about above activation activations add added adds again agree algebra all along an and another any anywhere
        apart are argument as at averaged back backward be before belongs below beside between bias both boxes bracket
        brackets brings by cancel cancels case cases chain change check checked collapse collects column columns comes
        common computed computes constant contain contains convention cost costs counted counts course data declared
        definition denominator denominators depend depends derivative derivatives difference different differentiable
        digits divide divides does each else enters entries entry equal equation equations error every exact exactly
        example examples exponential extended factor factors falls first fit five fixed for form forms forward found
        four fraction fractions from front function gather gathers given gives go goes gradient gradients has have held
        here hold holds if in index inner input interchange intermediate into is it its itself keeps kink know labels
        last layer layers layout leaves left letter letters library lies likewise line linear literal logarithm
        logarithms loss losses make makes many matrices matrix mean means meets minus more multiplied multiplies
        multiply must natural needs network next no not now number numbers numerator numerators of on once one ones only
        operations opposite order other out output outside over own parameter parameters part parts pass penalty place
        places plain plus points positive power product products program proved put quantity quotient random reaches
        read reason recognised respect right roots routes row rows rule runs same says scalars second see shape shapes
        shown side sides signs since single six sizes slope small so split stable stand stands stays step such sum
        summed sums switches take taken tell term terms than that the their them themselves there these they this those
        through times to together transpose transposed turn turning twice two under undoes unit units up uses usually
        value values variable wanted was way ways weight weights well were what where which why with words would write
        written wrong
        """,
    )
)

#: The word stands in a formula: beside a sign, in brackets, before a factor of one letter or in brackets.
_SIGN_BEFORE = re.compile(r"(?:[-+*/@⊙·=<>≤≥≠∂(] ?|[\d)²³] |\b(?!a )[A-Za-z]\d* )$")
_TIGHT = re.compile(r"(?:[/∂]|(?:^|[ (])-)$")
_LAST_WORD = re.compile(r"(\S+) $")
_SIGN_AFTER = re.compile(
    r" ?[+*/@⊙·=<>≤≥≠²³^ᵀ]| - |\)| \((?:\d|\w+ [-+*/])| (?!a\b)[A-Za-z]\d*(?= ?[-+*/=,;)]| does |$)"
)
#: What a reason says before or after a quantity.
_QUANTITY_BEFORE = re.compile(
    r"\b(?:through|respect to|equation of|contains?|depends? on|denominator|factors? (?=\S)|likewise with|cancel) $"
    r"|\b(?:through|depends? on) (?:\S+, )*\S+ and $"
)
_QUANTITY_AFTER = re.compile(
    r" with respect to| (?:does|do) not (?:contain|depend)| goes in front| itself\b| is the cost\b| put in$"
    r"| times \S*\d"
)
_PUT_IN = re.compile(r"\bput in $")
_IS = re.compile(r"(?:\)|\b\w*\d|\b\w) is $")
_ENDS = re.compile(r"$|[;,:.)]| (?:is|times|does|do|goes|comes|and|with|put|stands|as)\b")
#: The names that a remark is about: ``weights, x: scalars (no shapes are declared)``.
_LISTED_BEFORE, _LISTED_AFTER = re.compile(r"(?:\w+, )*$"), re.compile(r"(?:, \w+)*: scalars? ")


def names_of(document: Document) -> frozenset[str]:
    """The quantities of the page that its words speak of by a name of more than one letter ("a" may be an article).

    A function that is named alone, as ``relu``, is none.
    """
    quantities = {name for name, _ in document.shapes}
    functions = set(standard().functions)
    for part in _parts(document.blocks):
        match part:
            case Name(name) | Indexed(name, _):
                quantities.add(name)
            case Call(name, _):
                functions.add(name)
    return frozenset(name for name in quantities - functions if len(name) > 1)


def is_meant(words: str, start: int, end: int, names: frozenset[str]) -> bool:
    """Whether the name of a quantity at this place of running words means the quantity, and is no word of English.

    ``names`` are those of the page: behind another one, as in ``dout weight``, a name is a factor.
    """
    if words[start:end].lower() not in WORDS:
        return True
    before, after = words[:start].replace("\u00a0", " "), words[end:].replace("\u00a0", " ")
    if (
        _SIGN_AFTER.match(after)
        or _TIGHT.search(before)
        or _QUANTITY_BEFORE.search(before)
        or _QUANTITY_AFTER.match(after)
    ):
        return _is_no_bracket(before, after)
    last = _LAST_WORD.search(before)
    if _SIGN_BEFORE.search(before) or (last and last[1] in names and last[1].lower() not in WORDS):
        return _ENDS.match(after) is not None
    if _LISTED_BEFORE.fullmatch(before) and _LISTED_AFTER.match(after):
        return True
    return bool(_ENDS.match(after) and (_PUT_IN.search(before) or _IS.search(before)))


def _is_no_bracket(before: str, after: str) -> bool:
    """Not the last of some words in brackets: ``(the same rule)``."""
    return not after.startswith(")") or before.endswith(("(", "+ ", "- ", "* ", "/", "∂"))


def _parts(value: object) -> Iterator[Surface]:
    """The parts of all formulas."""
    if isinstance(value, _TREES):
        yield from walk_surface(value)
    elif isinstance(value, tuple):
        for each in value:
            yield from _parts(each)
    elif is_dataclass(value) and type(value).__module__ == Document.__module__:
        for field in fields(value):
            yield from _parts(getattr(value, field.name))
