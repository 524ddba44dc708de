"""Formulas inside a reason: ``Z2[i,e] = sum_k W2[i,k] A1[k,e], so ...`` is words with formulas in the notation between.

A reason is plain text in the records, so that programs can read it. Here it is taken apart again: what is written as a
formula and reads as one becomes a surface tree, a rule of differentiation such as ``(log u)' = u'/u``, whose ' stands
at a bracket, becomes a ``Rule``, and the rest stays words. Where a stretch could be either, it stays words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from ..errors import ChalkError
from ..library.standard import standard
from ..notation.latex import GREEK
from ..notation.read import read_expression
from ..notation.surface import Comparison, DeltaOf, Indexed, Literal, Minus, Name, Surface, walk_surface
from .names import is_meant


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of differentiation in letters (``(u v)' = u' v + u v'``), which the notation has no tree for."""

    text: str


Fragment: TypeAlias = str | Surface | Rule

_GREEK = "".join(GREEK.values())
_TOKEN = re.compile(
    rf"""
    (?P<english>[A-Za-z]+'[A-Za-z]+ | [A-Za-z]+-[A-Za-z-]+ | [A-Za-z]*[À-ÖØ-öø-ɏ][^\W\d_]*)
  | (?P<range>[Σ∑]_\{{[^{{}}]*\}})
  | (?P<over>(?:sum|max|Σ)_[A-Za-z]\d*(?!\w))
  | (?P<number>\d+(?:\.\d+)?(?:e-?\d+)?)
  | (?P<word>[A-Za-z{_GREEK}][A-Za-z0-9_{_GREEK}]*)
  | (?P<relation><=|>=|!=|[<>=≤≥≠])
  | (?P<mark>\^T\b|[-+*/@⊙·^'()\[\],∂ᵀ²³])
  | (?P<space>\ )
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_RULE = re.compile(r"\((?:[^()=;]|\([^()]*\))*\)' = (?:\[[^\[\]]*\]|[^;,:\[\]])*(?<![ ;,:])")
_PRIMED = re.compile(r"(\w+)'+")
#: A sum over a range of layers, which the notation has no tree for either: ``Σ_{l=1..L}``.
OVER_LAYERS = r"[Σ∑]_\{(\w+)=(\w+)\.\.([\w+-]+)\}"
#: A name of the model in a rule, with its layer or its indices: ``(W2[i,j]^2)' = 2 W2[i,j]``.
ENTRY = r"(?:[A-Za-z]\w*(?:\[[\w,+-]+\])+|[A-Za-z]+\d+)(?:\^\d+)?"
_SHORT = re.compile(rf"d?[A-Za-z{_GREEK}]\d*|\w*[A-Za-z]\w*\d+|d?(?:{'|'.join(GREEK)}|eps)\d*")
_REDUCTIONS = ("sum", "rowsum", "colsum")
_RELATIONS = {"≤": "<=", "≥": ">=", "≠": "!="}
_OPENS = ("word", "number", "over")

#: After the article, a word; after a quantity that happens to be called ``a``, one of these or an operator.
_VERBS = frozenset(
    re.findall(
        r"\w+",
        "is are stays enters and or times has reaches stands only that for goes comes alone by in "
        "at cancels lies moves with",
    )
)
_NOT_NAMES = frozenset(("do",))
#: In front of these, and alone in brackets, L1 and L2 are norms and no names.
_NORMS = frozenset(("L1", "L2"))
_OF_NORMS = frozenset(("penalty", "norm", "regularisation", "regularization", "decay"))


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def fragments(words: str, names: frozenset[str] = frozenset()) -> tuple[Fragment, ...]:
    """The reason in pieces; put together they say what ``words`` says.

    ``names`` are quantities of the page, which are read as such though they look like words: ``forecast``.
    """
    found: list[Fragment] = []
    done = 0
    for rule in _RULE.finditer(words):
        found += _in_plain(words[done : rule.start()], names)
        found.append(Rule(rule.group()))
        done = rule.end()
    found += _in_plain(words[done:], names)
    return tuple(found)


@lru_cache(maxsize=4096)
def kept_together(words: str) -> str:
    """The same words with no-break spaces between the letters and signs of a formula.

    Nothing is read for it, so it costs little: a space between two pieces that may be of a formula stays with them.
    """
    tokens = [_Token(m.lastgroup or "other", m.group(), m.start(), m.end()) for m in _TOKEN.finditer(words)]
    inner = {
        place
        for place in range(1, len(tokens) - 1)
        if tokens[place].kind == "space"
        and tokens[place - 1].text != ","
        and _may_be_formula(tokens, place - 1)
        and _may_be_formula(tokens, place + 1)
    }
    return "".join("\u00a0" if place in inner else token.text for place, token in enumerate(tokens))


def _in_plain(words: str, names: frozenset[str]) -> Iterator[Fragment]:
    tokens = [_Token(m.lastgroup or "other", m.group(), m.start(), m.end()) for m in _TOKEN.finditer(words)]
    is_formula = [
        (token.text in names and is_meant(words, token.start, token.end, names)) or _may_be_formula(tokens, place)
        for place, token in enumerate(tokens)
    ]
    text, place = "", 0
    while place < len(tokens):
        end, surface = _longest(words, tokens, is_formula, place)
        if surface is None:
            text += tokens[place].text
            place += 1
            continue
        if text:
            yield text
        yield surface
        text, place = "", end
    if text:
        yield text


def _longest(words: str, tokens: list[_Token], is_formula: list[bool], start: int) -> tuple[int, Surface | None]:
    """The longest formula that begins at a token: where it ends and its tree, or None."""
    if not is_formula[start] or not _begins(tokens, start):
        return start, None
    stop, depth = start, 0
    while stop < len(tokens) and is_formula[stop]:
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(tokens[stop].text, 0)
        if depth < 0 or (depth == 0 and tokens[stop].text == ","):
            break
        stop += 1
    for end in range(stop, start, -1):
        if tokens[end - 1].kind != "space":
            surface = _read(words[tokens[start].start : tokens[end - 1].end])
            if surface is not None and _is_worth_setting(surface):
                return end, surface
    return start, None


def _is_worth_setting(surface: Surface) -> bool:
    """Not a number between words, and not what is put together from numbers alone, as in a date."""
    if isinstance(surface, Minus):
        return isinstance(surface.body, Literal) or _is_worth_setting(surface.body)
    return any(isinstance(part, (Name, Indexed, DeltaOf)) for part in walk_surface(surface))


def _begins(tokens: list[_Token], place: int) -> bool:
    token = tokens[place]
    if place and tokens[place - 1].kind in ("word", "number", "english"):
        return False
    return token.kind in _OPENS or token.text in ("(", "∂", "-")


def _may_be_formula(tokens: list[_Token], place: int) -> bool:
    token = tokens[place]
    if token.kind in ("english", "range", "other"):
        return False
    if token.kind != "word":
        return True
    after = tokens[place + 1].text if place + 1 < len(tokens) else ""
    if after in ("[", "(", "'") or "_" in token.text:  # no space between: an entry, a call, a slope
        return True
    opening = tokens[max(place - 2, 0) : place]
    if after in (")", ",") and [each.kind for each in opening] == ["word", "mark"] and opening[1].text == "(":
        return True  # what a function is called with
    if token.text in ("a", "A") and _is_article(tokens, place):
        return False
    if token.text in _NORMS and _is_norm(tokens, place):
        return False
    if _SHORT.fullmatch(token.text) and token.text not in _NOT_NAMES:
        return True
    return _beside_equals(tokens, place)


def _is_article(tokens: list[_Token], place: int) -> bool:
    following = tokens[place + 1 : place + 4]
    if len(following) < 2 or following[0].kind != "space" or following[1].kind not in ("word", "english"):
        return False
    word = following[1].text
    calls = len(following) == 3 and following[2].text in ("(", "[", "'")
    if word[0].isupper() and not calls and _stands_alone(tokens, place, place + 2):  # "for a Z in the next layer"
        return True
    return len(word) > 1 and not _SHORT.fullmatch(word) and word not in _VERBS and not calls


def _stands_alone(tokens: list[_Token], first: int, last: int) -> bool:
    """Whether no sign, number or further name makes a formula of the tokens from ``first`` to ``last``."""
    before = [token for token in tokens[:first] if token.kind != "space"][-1:]
    after = [token for token in tokens[last + 1 :] if token.kind != "space"][:1]
    beside = (*before, *after)
    return all(token.kind in ("word", "english", "other") or token.text == "," for token in beside)


def _is_norm(tokens: list[_Token], place: int) -> bool:
    before = tokens[place - 1].text if place else ""
    after = [token.text for token in tokens[place + 1 : place + 3]]
    spoken_of = len(after) == 2 and after[0] == " " and after[1] in _OF_NORMS
    return spoken_of or (before == "(" and after[:1] == [")"])


def _beside_equals(tokens: list[_Token], place: int) -> bool:
    """Whether a longer word is one side of an equation: ``loss = ...``."""
    near = [tokens[p].text for p in (place + 1, place + 2, place - 1, place - 2) if 0 <= p < len(tokens)]
    after, before = near[:2], near[2:] if len(near) == 4 else []
    return after == [" ", "="] or before == [" ", "="]


def entry(text: str) -> Surface:
    """What ``ENTRY`` has found in a rule, as a tree."""
    return _read(text) or Name(text)


@lru_cache(maxsize=4096)
def _read(text: str) -> Surface | None:
    """The tree of a formula or of formulas with relations between; None for what does not read."""
    if text in ("σ", "λ"):
        return Name("sigmoid" if text == "σ" else "lambda")
    called = frozenset(re.findall(r"([^\W\d_]\w*)'*\(", text)) - frozenset(_REDUCTIONS)
    functions = called | {"sigmoid"} if re.search(r"σ'*\(", text) else called
    sides = [token for token in _TOKEN.finditer(text) if token.lastgroup == "relation"]
    try:
        ends = [*(sign.start() for sign in sides), len(text)]
        surface = _side(text[: ends[0]].strip(), functions, is_alone=not sides)
        for sign, end in zip(sides, ends[1:], strict=True):  # 1 <= l < L is (1 <= l) < L as a tree
            right = _side(text[sign.end() : end].strip(), functions)
            surface = Comparison(_RELATIONS.get(sign.group(), sign.group()), surface, right)
        return surface
    except ChalkError:
        return None


def _side(text: str, functions: frozenset[str], *, is_alone: bool = False) -> Surface:
    """One side of a relation, or a formula that stands alone; ``u'`` is a slope, but ``units'`` in words is none."""
    primed = _PRIMED.fullmatch(text)
    if primed and (not is_alone or _SHORT.fullmatch(primed[1]) or primed[1] in standard().functions):
        return Name(text)
    return read_expression(text, functions=functions)
