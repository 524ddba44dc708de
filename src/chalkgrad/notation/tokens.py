"""Text to tokens. What a word is depends on what the model knows: ``a(1 - a)`` is a product, ``sigmoid(z)`` a call."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from ..errors import NotationError, Span

#: Spellings that mean a function of the notation.
ALIASES = {"σ": "sigmoid", "λ": "lambda", "ln": "log", "Σ": "sum", "√": "sqrt"}
#: Functions of whole matrices; what they do is fixed by elaboration.
REDUCTIONS = ("sum", "rowsum", "colsum")

MAX_DEPTH = 100
MAX_CHARACTERS = 200_000

_LETTER = "A-Za-zα-ωΑ-ΠΡ-Ω"
#: The layer of a name: Z[l], A[l-1], W[L], n[0]. It is part of the name; other letters in brackets are indices.
LAYER = r"(?:\[\s*(?:[lL]|\d+)(?:\s*[+-]\s*\d+)?\s*\])"
_PATTERN = re.compile(
    rf"""
    (?P<SPACE>[ \t\r\n]+)
  | (?P<NUMBER>(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?(?![.\d]))
  | (?P<OVER>(?:sum|max|Σ)_(?P<over_index>[A-Za-z]\d*)(?![{_LETTER}0-9_]))
  | (?P<TRANSPOSE>\^T(?![{_LETTER}0-9_])|\^⊤|ᵀ)
  | (?P<SUPERSCRIPT>[²³])
  | (?P<WORD>[{_LETTER}][{_LETTER}0-9_]*{LAYER}?|Σ|√)
  | (?P<PRIME>'|′)
  | (?P<PARTIAL>∂)
  | (?P<RELATION><=|>=|!=|==|≤|≥|≠|<|>|=)
  | (?P<PLUS>\+)
  | (?P<MINUS>-|−)
  | (?P<TIMES>\*|⊙|@|·)
  | (?P<SLASH>/)
  | (?P<CARET>\^)
  | (?P<OPEN>[({{])
  | (?P<CLOSE>[)}}])
  | (?P<OPEN_SQUARE>\[)
  | (?P<CLOSE_SQUARE>\])
  | (?P<COMMA>,)
  | (?P<SEMICOLON>;)
  """,
    re.VERBOSE,
)
_RELATIONS = {"≤": "<=", "≥": ">=", "≠": "!=", "==": "="}


class Word(NamedTuple):
    """A token: its kind (a terminal of the grammar), its text and where it stands."""

    kind: str
    text: str
    start: int
    end: int


def tokenize(source: str, functions: Collection[str], place: Span) -> Iterator[Word]:
    """The tokens of ``source[place.start:place.end]``; raises NotationError at an unknown character or bad bracket."""
    if place.end - place.start > MAX_CHARACTERS:
        raise NotationError(f"a formula of {place.end - place.start} characters is too long (at most {MAX_CHARACTERS})")
    opened: list[Word] = []
    before = Word("START", "", place.start, place.start)
    position = place.start
    while position < place.end:
        match = _PATTERN.match(source, position, place.end)
        if match is None:
            raise NotationError(
                f"{source[position]!r} is not part of the notation",
                span=_at(place, position, position + 1),
                hint="A formula has names, numbers, + - * / ^ @ ⊙, brackets and functions such as log(A2).",
            )
        kind = match.lastgroup if match.lastgroup != "over_index" else "OVER"
        assert kind is not None
        start, position = match.span()
        if kind == "SPACE":
            continue
        text = match.group()
        if kind == "SUPERSCRIPT":
            yield Word("CARET", "^", start, start)
            yield Word("NUMBER", "2" if text == "²" else "3", start, position)
            continue
        if kind == "WORD":
            kind, text = _classified(text, functions, inside_square=bool(opened) and opened[-1].kind == "OPEN_SQUARE")
        elif kind == "OPEN_SQUARE" and not _opens_indices(source, start, before):
            kind = "OPEN_BLOCK"
        elif kind == "CLOSE_SQUARE" and opened and opened[-1].kind == "OPEN_BLOCK":
            kind = "CLOSE_BLOCK"
        elif kind == "RELATION":
            text = _RELATIONS.get(text, text)
        elif kind == "NUMBER" and opened and opened[-1].kind == "OPEN_SQUARE" and text.isdecimal():
            kind = "INDEX"  # W1[2,3]: one entry, counted from 1
        word = Word(kind, text, start, position)
        if kind in _BRACKETS:
            _balance(word, opened, place)
        before = word
        yield word
    if opened:
        raise NotationError(
            f"unbalanced bracket: this {opened[-1].text!r} is never closed",
            span=_at(place, opened[-1].start, opened[-1].end),
            hint=f"Add the missing {_PARTNER[opened[-1].text]!r}.",
        )


#: What indices may follow, and how they look where a space stands before them: A [i,e].
_INDEXED = ("NAME", "CLOSE", "CLOSE_SQUARE", "CLOSE_BLOCK", "TRANSPOSE")
_LETTERS_ONLY = re.compile(r"\[\s*[e-kp-w]\d*(\s*,\s*[e-kp-w]\d*)*\s*\]")


def _opens_indices(source: str, start: int, before: Word) -> bool:
    """Whether a square bracket holds indices, as in A[i,e]; otherwise it holds a matrix, as in Theta1 [1; X]."""
    if before.kind not in _INDEXED:
        return False
    return before.end == start or _LETTERS_ONLY.match(source, start) is not None


def _classified(text: str, functions: Collection[str], *, inside_square: bool) -> tuple[str, str]:
    """A word's name in the grammar and its spelling: names, functions, indices and keywords look alike."""
    if inside_square:
        return "INDEX", text
    if text in ("if", "else"):
        return text.upper(), text
    text = ALIASES.get(text, text)
    if text.endswith("]"):
        text = "".join(text.split())  # A[l - 1] and A[l-1] are one name
    return ("FUNCTION" if text in functions else "NAME"), text


_PARTNER = {"(": ")", "{": "}", "[": "]"}
_OPENING = ("OPEN", "OPEN_SQUARE", "OPEN_BLOCK")
_BRACKETS = frozenset((*_OPENING, "CLOSE", "CLOSE_SQUARE", "CLOSE_BLOCK"))


def _balance(word: Word, opened: list[Word], place: Span) -> None:
    if word.kind in _OPENING:
        opened.append(word)
        if len(opened) > MAX_DEPTH:
            raise NotationError(
                f"brackets are nested more than {MAX_DEPTH} deep",
                span=_at(place, word.start, word.end),
                hint="Give the inner parts names of their own: one equation per name.",
            )
    else:
        if not opened:
            raise NotationError(
                f"unbalanced bracket: this {word.text!r} was never opened", span=_at(place, word.start, word.end)
            )
        partner = opened.pop()
        if _PARTNER[partner.text] != word.text:
            raise NotationError(
                f"unbalanced bracket: {partner.text!r} is closed by {word.text!r}",
                span=_at(place, word.start, word.end),
                hint=f"Expected {_PARTNER[partner.text]!r}.",
            )


def _at(place: Span, start: int, end: int) -> Span:
    return Span(place.source, start, end, place.filename, place.first_line)
