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
    (?P<SPACE>[ \t\r\n\u00a0\u2009\u202f]+)
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
  | (?P<TIMES>\*|⊙|@|·|×)
  | (?P<SLASH>/)
  | (?P<CARET>\^)
  | (?P<OPEN>[({{])
  | (?P<CLOSE>[)}}])
  | (?P<OPEN_SQUARE>\[)
  | (?P<CLOSE_SQUARE>\])
  | (?P<BAR>\|)
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


#: What the notation is made of, for those who wrote something else.
NAMES = "A name begins with a Latin or Greek letter and goes on with such letters, digits and underscores."
FORMULAS = "A formula has names, numbers, + - * / ^ @ ⊙, brackets and functions such as log(A2)."


def tokenize(source: str, functions: Collection[str], place: Span) -> Iterator[Word]:
    """The tokens of ``source[place.start:place.end]``; raises NotationError at an unknown character or bad bracket."""
    if place.end - place.start > MAX_CHARACTERS:
        raise NotationError(f"a formula of {place.end - place.start} characters is too long (at most {MAX_CHARACTERS})")
    opened: list[Word] = []
    bars = Bars(place)
    before = Word("START", "", place.start, place.start)
    position = place.start
    while position < place.end:
        match = _PATTERN.match(source, position, place.end)
        if match is None:
            raise NotationError(
                f"{source[position]!r} is not part of the notation",
                span=_at(place, position, position + 1),
                hint=NAMES if source[position].isalpha() or source[position] == "_" else FORMULAS,
            )
        kind = match.lastgroup if match.lastgroup != "over_index" else "OVER"
        assert kind is not None
        start, position = match.span()
        if kind == "SPACE":
            continue
        text = match.group()
        if kind == "BAR" and not (opened and opened[-1].kind == "OPEN_SQUARE"):
            closes = bars.closes(start, before, opened)
            if not closes:
                yield Word("FUNCTION", "abs", start, start)
            word = before = Word("CLOSE" if closes else "OPEN", "|", start, position)
            _balance(word, opened, place)
            yield word
            continue
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
        bars.passed(word)
        yield word
    if opened:
        raise NotationError(
            f"unbalanced bracket: this {opened[-1].text!r} is never closed",
            span=_at(place, opened[-1].start, opened[-1].end),
            hint=f"Add the missing {_PARTNER[opened[-1].text]!r}.",
        )


class Bars:
    """``|z - y|`` as abs(z - y): a bar after a sign or a bracket opens, one after a factor closes."""

    def __init__(self, place: Span) -> None:
        self.place = place
        self.closed: tuple[int, int] = (-1, -1)  # the last pair
        self.in_this_product = False  # whether that pair is a factor of the product that is being read

    def passed(self, word: Word) -> None:
        """Take note of a word that is no bar."""
        if word.kind not in _FACTORS:
            self.in_this_product = False

    def closes(self, at: int, before: Word, opened: list[Word]) -> bool:
        """Whether the bar at this place closes the last open one. Raises NotationError where it may do either."""
        after_factor = before.kind in _INDEXED or before.kind == "NUMBER"
        if not (after_factor and opened and opened[-1].text == "|"):
            if after_factor and self.in_this_product and self.closed[1] != before.end:
                self._refuse("these bars can be read two ways", at, "Write abs(a) b abs(c).")
            self.in_this_product = False
            return False
        begin = opened[-1].start
        if self.closed == (begin + 1, at):
            self._refuse("||...|| is a norm, which is no function here", at, "Write sum(W^2) for its square.")
        self.closed, self.in_this_product = (begin, at + 1), True
        return True

    def _refuse(self, message: str, at: int, hint: str) -> None:
        raise NotationError(message, span=_at(self.place, at, at + 1), hint=hint)


#: Words after which the same product goes on.
_FACTORS = ("NAME", "NUMBER", "INDEX", "FUNCTION", "OPEN", "CLOSE", "OPEN_SQUARE", "CLOSE_SQUARE", "CARET", "TRANSPOSE")
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


_PARTNER = {"(": ")", "{": "}", "[": "]", "|": "|"}
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
