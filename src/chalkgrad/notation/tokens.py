"""Text to tokens. What a word is depends on what the model knows: ``a(1 - a)`` is a product, ``sigmoid(z)`` a call."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Word:
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
    before: Word | None = None
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
        word = Word(kind, match.group(), match.start(), match.end())
        position = match.end()
        if kind == "SPACE":
            continue
        if kind == "SUPERSCRIPT":
            yield Word("CARET", "^", word.start, word.start)
            yield Word("NUMBER", "2" if word.text == "²" else "3", word.start, word.end)
            continue
        if kind == "OPEN_SQUARE" and not _opens_indices(source, word, before):
            word = Word("OPEN_BLOCK", word.text, word.start, word.end)
        elif kind == "CLOSE_SQUARE" and opened and opened[-1].kind == "OPEN_BLOCK":
            word = Word("CLOSE_BLOCK", word.text, word.start, word.end)
        word = _classified(word, functions, inside_square=bool(opened) and opened[-1].kind == "OPEN_SQUARE")
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


def _opens_indices(source: str, word: Word, before: Word | None) -> bool:
    """Whether a square bracket holds indices, as in A[i,e]; otherwise it holds a matrix, as in Theta1 [1; X]."""
    if before is None or before.kind not in _INDEXED:
        return False
    return before.end == word.start or _LETTERS_ONLY.match(source, word.start) is not None


def _classified(word: Word, functions: Collection[str], *, inside_square: bool) -> Word:
    """The token under its grammar name: words become names, functions, indices or keywords."""
    kind, text = word.kind, word.text
    if kind == "WORD":
        if inside_square:
            kind = "INDEX"
        elif text in ("if", "else"):
            kind = text.upper()
        else:
            text = ALIASES.get(text, text)
            if text.endswith("]"):
                text = "".join(text.split())  # A[l - 1] and A[l-1] are one name
            kind = "FUNCTION" if text in functions else "NAME"
    elif kind == "RELATION":
        text = _RELATIONS.get(text, text)
    return Word(kind, text, word.start, word.end)


_PARTNER = {"(": ")", "{": "}", "[": "]"}


def _balance(word: Word, opened: list[Word], place: Span) -> None:
    if word.kind in ("OPEN", "OPEN_SQUARE", "OPEN_BLOCK"):
        opened.append(word)
        if len(opened) > MAX_DEPTH:
            raise NotationError(
                f"brackets are nested more than {MAX_DEPTH} deep",
                span=_at(place, word.start, word.end),
                hint="Give the inner parts names of their own: one equation per name.",
            )
    elif word.kind in ("CLOSE", "CLOSE_SQUARE", "CLOSE_BLOCK"):
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
