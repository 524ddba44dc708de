r"""Tokens to atoms: brackets are matched, macros take their arguments, scripts are set on what carries them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import NoReturn

from ...errors import NotationError, Span
from .atoms import ACCENTS, FONTS, FUNCTIONS, LETTERS, PRODUCTS, SIGNS, WORDS, Atom, Sequence, Shape
from .tokens import Token, tokens, within
from .words import Words

MAX_DEPTH = 60
_CLOSING = {"(": ")", "[": "]", "{": "}", "|": "|", "‖": "‖"}
_BRACKETS = {"|": Shape.BARS, "‖": Shape.NORM}
_SINGLE = {
    r"\top": (Shape.TRANSPOSE, "T"),
    r"\intercal": (Shape.TRANSPOSE, "T"),
    "⊤": (Shape.TRANSPOSE, "T"),
    r"\prime": (Shape.PRIME, "'"),
    r"\partial": (Shape.PARTIAL, "∂"),
    "∂": (Shape.PARTIAL, "∂"),
    r"\in": (Shape.WORD, "in"),
    "∈": (Shape.WORD, "in"),
    r"\sum": (Shape.BIG, "sum"),
    "∑": (Shape.BIG, "sum"),
    r"\dots": (Shape.DOTS, ".."),
    r"\ldots": (Shape.DOTS, ".."),
    r"\cdots": (Shape.DOTS, ".."),
    "..": (Shape.DOTS, ".."),
    "...": (Shape.DOTS, ".."),
    r"\\": (Shape.SIGN, r"\\"),
    "&": (Shape.SIGN, "&"),
}
_NORM = r"Write \lvert z \rvert for an absolute value, \lVert W \rVert_F^2 for a squared norm."
_ENTRYWISE = r"Write \odot for the product entry by entry."
#: What to write instead of what has no meaning here, or several.
_INSTEAD = {
    **dict.fromkeys((r"\circ", r"\otimes", r"\circledast", r"\bullet", r"\star", r"\boxdot"), _ENTRYWISE),
    "|": _NORM,
    **dict.fromkeys((r"\|", r"\lVert", r"\Vert"), _NORM),
    r"\over": r"Write a fraction as \frac{a}{b}.",
    r"\nabla": r"A model has the forward equations only; chalkgrad derives the gradients.",
}
_ANYWAY = "Write this line in the plain notation: Z1 = W1 X + b1."
_LAYER = re.compile(r"\[\s*[lL]\s*(?:[-+]\s*\d+\s*)?\]")
_UPRIGHT = (r"\mathsf", r"\mathrm", r"\mathit", r"\mathtt", r"\textsf", r"\rm", r"\sf")
_BAR = ("|", r"\vert")
_FRACTIONS = (r"\frac", r"\tfrac", r"\dfrac")


@dataclass
class Parser:
    """Reads one stretch of LaTeX. ``words`` knows which words are functions and names."""

    place: Span
    words: Words
    waiting: list[Token] = field(default_factory=list)
    depth: int = 0
    below: bool = False  # within a subscript, where a run of letters is several indices

    def read(self) -> Sequence:
        """The atoms of the whole stretch. Raises NotationError at what is not understood."""
        self.waiting = list(tokens(self.place))
        self.waiting.reverse()
        found = self._sequence(())
        if self.waiting:
            token = self.waiting[-1]
            self._refuse(f"unbalanced bracket: this {self._written(token)!r} was never opened", token)
        return found

    # -- sequences ---------------------------------------------------------------------------------------------

    def _sequence(self, stop: Collection[str]) -> Sequence:
        """Atoms up to a closing bracket or a token whose text is in ``stop``, which is left standing."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise NotationError(
                f"brackets are nested more than {MAX_DEPTH} deep",
                span=self._span(self.waiting[-1]) if self.waiting else self.place,
                hint="Give the inner parts names of their own: one equation per name.",
            )
        found: list[Atom] = []
        while self.waiting:
            token = self.waiting[-1]
            ended = token.text in stop and not (token.text in _BAR and not _is_operand(found))
            if token.kind == "close" or token.text == "}" or ended:
                break
            if token.kind == "symbol" and token.text in "^_'′":
                if not found:
                    self._refuse(
                        "a script without a letter that carries it", token, r"Write the letter first: W^{[1]}."
                    )
                found[-1] = self._scripted(found[-1])
            elif token.text in _BAR and token.kind != "open":
                found.append(self._bars(found, stop))
            else:
                self._append(found, self._atoms())
        self.depth -= 1
        return tuple(found)

    def _bars(self, found: list[Atom], stop: Collection[str]) -> Atom:
        """``|z - y|``: a bar after a sign or a bracket opens, one after a factor closes."""
        opening = self.waiting.pop()
        factors = 0
        while factors < len(found) and found[-1 - factors].shape not in (Shape.SIGN, Shape.TIMES, Shape.WORD):
            factors += 1
        earlier = [atom for atom in found[len(found) - factors : -1] if atom.shape is Shape.BARS]
        if any(self.place.source[atom.start] != "\\" for atom in earlier):  # |a| b |c|
            self._refuse("these bars can be read two ways", opening, _NORM)
        inside = self._sequence((*stop, *_BAR))
        if not self.waiting or self.waiting[-1].text not in _BAR or not inside:
            self._refuse("this bar has no partner", opening, _NORM)
        end = self.waiting.pop().end
        if (
            len(inside) == 1
            and inside[0].shape is Shape.BARS
            and (inside[0].start, inside[0].end) == (opening.end, end - 1)
        ):
            self._refuse("||...|| is a norm, which is no function here", opening, _NORM)
        return Atom(Shape.BARS, "|", opening.start, end, (inside,))

    def _append(self, found: list[Atom], new: Sequence) -> None:
        """A d directly before a letter belongs to it, d\\gamma is one name; so does a layer behind it, A[L]."""
        before = found[-1] if found else None
        if before is not None and before.shape is Shape.LETTER and before.bare and new[0].shape is Shape.BRACKET:
            touching = new[0].start == before.end
            if touching and _LAYER.fullmatch(self.place.source, new[0].start, new[0].end):
                found[-1] = replace(before, above=new, end=new[0].end)
                return
        if found and len(new) == 1 and new[0].shape is Shape.LETTER and new[0].start == found[-1].end:
            before = found[-1]
            if before.shape is Shape.LETTER and before.text == "d" and before.bare and before.end == before.start + 1:
                found[-1] = replace(new[0], text="d" + new[0].text, start=before.start)
                return
        found.extend(new)

    def _scripted(self, atom: Atom) -> Atom:
        """The atom with the script that comes next."""
        mark = self.waiting.pop()
        if mark.text in "'′":
            return replace(atom, primes=atom.primes + 1, end=mark.end)
        if not self.waiting:
            self._refuse(f"nothing stands after {mark.text}", mark)
        if atom.shape in (Shape.SIGN, Shape.TIMES, Shape.WORD):
            self._refuse("a script without a letter that carries it", mark, "Write the letter first: W^{[1]}.")
        around, self.below = self.below, mark.text == "_"
        body, end = self._argument(mark)
        self.below = around
        if mark.text == "^":
            if atom.above is not None:
                self._refuse("two superscripts in a row", mark, r"Set a bracket around the first: (A^{[1]})^{2}.")
            return replace(atom, above=body, end=end)
        if atom.below is not None:
            self._refuse("two subscripts in a row", mark, "Write both in one pair of braces: W_{i,k}.")
        return replace(atom, below=body, end=end)

    def _argument(self, before: Token) -> tuple[Sequence, int]:
        """What a macro or a script takes: a group in braces, or one character or command, as TeX does."""
        if not self.waiting or self.waiting[-1].kind == "close" or self.waiting[-1].text == "}":
            self._refuse(f"{self._written(before)} needs an argument", before)
        token = self.waiting[-1]
        if token.text == "{" and token.kind == "symbol":
            self.waiting.pop()
            inside = self._sequence(())
            end = self._closed(token, "}")
            if not inside:
                raise NotationError("an empty pair of braces", span=within(self.place, token.start, end))
            return inside, end
        if token.kind in ("word", "number") and len(token.text) > 1:
            self._split(before, token)
            token = self.waiting[-1]
        if token.kind == "open" or (token.kind == "symbol" and token.text in "^_'&"):
            self._refuse(
                f"{self._written(before)} takes one character: {self._written(token)!r}", token, "Write braces: {...}."
            )
        found = self._atoms()
        return found, found[-1].end

    def _split(self, before: Token, token: Token) -> None:
        """``w^Tx``: TeX takes one character. Refused where that is hardly what was meant: ``x^10``, ``W_ij``."""
        first, rest = token.text[0], token.text[1:]
        following = self.waiting[-2].text if len(self.waiting) > 1 else ""
        script = before.text in "^_"
        compact = len(rest) == 1 and following in ("_", "^") and rest.isalpha()  # w_ix_i
        if script and not (before.text == "^" and first == "T") and not compact:
            mark = before.text
            self._refuse(
                f"{mark}{token.text} can be read two ways",
                token,
                f"LaTeX sets only the first character: write {mark}{{{token.text}}}, or {mark}{first} {rest}.",
            )
        self.waiting[-1] = Token("number" if rest.isdigit() else "word", rest, token.start + 1, token.end)
        self.waiting.append(Token(token.kind, first, token.start, token.start + 1))

    def _closed(self, opening: Token, expected: str) -> int:
        """The end of the bracket that closes ``opening``."""
        if not self.waiting:
            self._refuse(
                f"unbalanced bracket: this {self._written(opening)!r} is never closed",
                opening,
                f"Add the missing {expected!r}.",
            )
        token = self.waiting.pop()
        matches = token.text == "}" if expected == "}" and opening.kind == "symbol" else token.text == opening.text
        if not matches or (token.kind != "close" and token.text != "}"):
            self._refuse(
                f"unbalanced bracket: {self._written(opening)!r} is closed by {self._written(token)!r}",
                token,
                f"Expected {expected!r}.",
            )
        return token.end

    # -- atoms -------------------------------------------------------------------------------------------------

    def _atoms(self) -> Sequence:
        """The next atom, without scripts; a run of letters can be several."""
        token = self.waiting.pop()
        if token.kind == "word" and self.below:
            return self.words.letters(token)
        if token.kind == "word" and token.text in ("for", "all") and self._before_range():
            return (Atom(Shape.WORD, token.text, token.start, token.end),)
        if token.kind == "word":
            return self.words.split(token, self.place)
        if token.kind == "number":
            return (Atom(Shape.NUMBER, token.text, token.start, token.end),)
        if token.kind == "text":
            return (self._text(token),)
        if token.kind == "open":
            inside = self._sequence(())
            end = self._closed(token, _CLOSING[token.text])
            return (Atom(_BRACKETS.get(token.text, Shape.BRACKET), token.text, token.start, end, (inside,)),)
        if token.kind == "begin":
            return (self._cases(token),)
        return (self._command(token),)

    def _before_range(self) -> bool:
        """Whether ``l = 1`` comes next, or ``all l = 1``: then for and all are words."""
        following = [token.text for token in self.waiting[:-5:-1]]
        return following[following[:1] == ["all"] :][1:3] == ["=", "1"]

    def _text(self, token: Token) -> Atom:
        if token.text.rstrip(":,") in WORDS:
            return Atom(Shape.WORD, token.text.rstrip(":,"), token.start, token.end)
        if token.text == "for all":
            return Atom(Shape.WORD, "for", token.start, token.end)
        if token.text == "T":
            return Atom(Shape.TRANSPOSE, "T", token.start, token.end)
        return self.words.word(token, self.place)

    def _command(self, token: Token) -> Atom:
        text = token.text
        if text in LETTERS:
            return Atom(Shape.LETTER, LETTERS[text], token.start, token.end, style=text if text == r"\ell" else "")
        if text == r"\max" and self.waiting and self.waiting[-1].text == "_":
            return Atom(Shape.BIG, "max", token.start, token.end)
        if text in FUNCTIONS:
            return Atom(Shape.FUNCTION, FUNCTIONS[text], token.start, token.end)
        if text in SIGNS:
            return Atom(Shape.SIGN, SIGNS[text], token.start, token.end)
        if text in PRODUCTS:
            return Atom(Shape.TIMES, PRODUCTS[text], token.start, token.end)
        if text in _SINGLE:
            shape, plain = _SINGLE[text]
            return Atom(shape, plain, token.start, token.end)
        ends = bool(self.waiting) and self.waiting[-1].text == r"\end{cases}"
        if text == "." and (ends or all(left.text in (",", r"\\", ";") for left in self.waiting)):
            return Atom(Shape.SIGN, ".", token.start, token.end)
        if text == "{":
            self.waiting.append(token)
            inside, end = self._argument(token)
            return inside[0].up_to(end) if len(inside) == 1 and inside[0].bare else self._group(token, inside, end)
        return self._macro(token)

    def _group(self, token: Token, inside: Sequence, end: int) -> Atom:
        return Atom(Shape.GROUP, "{", token.start, end, (inside,))

    def _macro(self, token: Token) -> Atom:
        """A command that takes arguments."""
        text = token.text
        if text in _FRACTIONS:
            above, _ = self._argument(token)
            below, end = self._argument(token)
            return Atom(Shape.FRACTION, "/", token.start, end, (above, below))
        if text == r"\sqrt":
            if self.waiting and self.waiting[-1].kind == "open" and self.waiting[-1].text == "[":
                self._refuse("only square roots are read", self.waiting[-1], "Write x^{1/3} for a cube root.")
            inside, end = self._argument(token)
            return Atom(Shape.ROOT, "sqrt", token.start, end, (inside,))
        if text in ACCENTS or text in FONTS:
            return self._dressed(token)
        if text in _UPRIGHT and self.waiting and self.waiting[-1].text == "T":
            return Atom(Shape.TRANSPOSE, "T", token.start, self.waiting.pop().end)
        if text in (r"\mathop", r"\mathbb"):
            inside, end = self._argument(token)
            if text == r"\mathbb" and len(inside) == 1 and inside[0].text == "R" and inside[0].bare:
                return Atom(Shape.REALS, "R", token.start, end)
            if text == r"\mathop" and len(inside) == 1:
                return replace(inside[0], start=token.start, end=end)
        self._refuse(f"not understood: {text}", token, _INSTEAD.get(text, _ANYWAY))

    def _dressed(self, token: Token) -> Atom:
        r"""``\hat{y}`` is the name yhat; ``\mathbf{W}`` is W, unless another W is about."""
        inside, end = self._argument(token)
        if len(inside) != 1 or inside[0].shape is not Shape.LETTER or not inside[0].bare:
            raise NotationError(
                f"{token.text} takes one letter",
                span=within(self.place, token.start, end),
                hint=rf"Set the scripts outside: {token.text}{{W}}^{{[1]}}.",
            )
        letter = inside[0]
        if token.text in FONTS:
            return replace(letter, start=token.start, end=end, style=letter.style + token.text)
        return replace(letter, text=letter.text + ACCENTS[token.text], start=token.start, end=end)

    def _cases(self, opening: Token) -> Atom:
        if opening.text.replace(" ", "") != r"\begin{cases}":
            self._refuse(f"not understood: {opening.text}", opening, "Give each equation a line of its own.")
        parts: list[Sequence] = []
        while True:
            parts.append(self._sequence((r"\\", "&", r"\end{cases}")))
            if not self.waiting:
                self._refuse(r"\begin{cases} is never closed", opening, r"Add the missing \end{cases}.")
            token = self.waiting.pop()
            if token.text == r"\end{cases}":
                return Atom(Shape.CASES, "if", opening.start, token.end, tuple(part for part in parts if part))
            if token.kind == "close" or token.text == "}":
                self._refuse(f"unbalanced bracket: this {self._written(token)!r} was never opened", token)

    # -- words about it ----------------------------------------------------------------------------------------

    def _span(self, token: Token) -> Span:
        return within(self.place, token.start, token.end)

    def _written(self, token: Token) -> str:
        return self.place.source[token.start : token.end]

    def _refuse(self, message: str, token: Token, hint: str = "") -> NoReturn:
        raise NotationError(message, span=self._span(token), hint=hint)


def _is_operand(found: list[Atom]) -> bool:
    return bool(found) and found[-1].shape not in (Shape.SIGN, Shape.TIMES, Shape.WORD)
