r"""Atoms to plain notation: ``\frac{1}{m}\,dZ^{[2]}\,A^{[1]\top}`` is written ``1/m dZ2 A1^T``."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NoReturn

from ...errors import NotationError, Span
from .atoms import Atom, Sequence, Shape
from .names import indices, named, plain
from .places import Bounds, Writer
from .tokens import within
from .words import Words

_ENDS = (Shape.SIGN, Shape.WORD)
_SCALE = ("·",)


@dataclass
class Formula:
    """Writes sequences of atoms. ``place`` is the line they stand in, ``symbolic`` whether layers have letters."""

    place: Span
    words: Words
    writer: Writer
    symbolic: bool = False
    bounds: list[Bounds] = field(default_factory=list)

    def sequence(self, atoms: Sequence) -> None:
        """A formula: factors, signs and relations. Raises NotationError at what has no plain form."""
        position = 0
        while position < len(atoms):
            position = self._one(atoms, position)

    def _one(self, atoms: Sequence, position: int) -> int:
        """Write the atom at ``position`` with what belongs to it; the position after it."""
        atom = atoms[position]
        before = atoms[position - 1] if position else None
        if atom.shape in (Shape.SIGN, Shape.TIMES):
            self._sign(atom, before)
            return position + 1
        if before is not None and not self._adjoins(atoms, position):
            self._space(atom)
        scientific = self._scientific_length(atoms, position)
        if scientific:
            self._scientific(atoms[position : position + scientific])
            return position + scientific
        if atom.shape is Shape.BIG or (atom.shape is Shape.FUNCTION and atom.text in ("sum", "max") and atom.below):
            self._big(atom, atoms[position + 1 :])
            return position + 1
        if atom.shape is Shape.FUNCTION:
            return self._call(atoms, position)
        if atom.shape is Shape.LETTER:
            return self._letter(atoms, position)
        if atom.shape is Shape.FRACTION and atom.parts[0][0].shape is Shape.PARTIAL:
            return self._partial(atoms, position)
        self._atom(atom, before)
        return position + 1

    # -- signs and spaces --------------------------------------------------------------------------------------

    def _sign(self, atom: Atom, before: Atom | None) -> None:
        if atom.text in ("&", r"\\", "."):
            self.refuse(f"not understood: {atom.text}", atom, "Give each equation a line of its own.")
        if not atom.bare:
            self.refuse("a script on a sign", atom)
        if atom.text in ",;:":
            self._put(atom.text, atom)
        elif atom.text == "/":
            self._put("/", atom)
        elif before is None or before.shape in (Shape.SIGN, Shape.TIMES):
            if before is not None and before.text != "/":
                self._space(atom)
            self._put(atom.text, atom)
        else:
            self._put(f" {atom.text}", atom)

    def _adjoins(self, atoms: Sequence, position: int) -> bool:
        """Whether no space is due: after a slash, after a leading sign, between a name and its bracket."""
        atom, before = atoms[position], atoms[position - 1]
        if before.shape is Shape.TIMES:
            return before.text == "/"
        if before.shape is Shape.SIGN:
            return before.text in "+-" and (position == 1 or atoms[position - 2].shape in (Shape.SIGN, Shape.TIMES))
        called = before.shape is Shape.LETTER and self._callable(before)
        return atom.shape is Shape.BRACKET and called and atom.start == before.end

    def _callable(self, letter: Atom) -> bool:
        """Whether a bracket after the letter is written without a space, so that it can be a call."""
        meant = named(letter, self.words, self.place, self.symbolic)
        return not (meant.indices or meant.transposed or meant.power)

    def _space(self, atom: Atom) -> None:
        self.writer.put(" ", atom.start, atom.start)

    def _put(self, text: str, atom: Atom) -> None:
        self.writer.put(text, atom.start, atom.end)

    # -- names and calls ---------------------------------------------------------------------------------------

    def _letter(self, atoms: Sequence, position: int) -> int:
        atom = atoms[position]
        following = atoms[position + 1] if position + 1 < len(atoms) else None
        if atom.text in ("sigma", "σ") and self._is_sigmoid(atom, following):
            return self._call((*atoms[:position], replace(atom, text="sigmoid"), *atoms[position + 1 :]), position)
        meant = named(atom, self.words, self.place, self.symbolic)
        self._put(meant.name + "'" * meant.primes, atom)
        if meant.indices:
            self._put(f"[{','.join(meant.indices)}]", atom)
        if meant.transposed:
            self._put("^T", atom)
        if meant.power is not None:
            self._power(meant.power, atom)
        square = following is not None and following.shape is Shape.BRACKET and following.text == "["
        if following is not None and square and following.start == atom.end:
            if all(part.shape is Shape.LETTER or part.text == "," for part in following.parts[0]):
                written = self.place.source[atom.start : following.end]
                self.refuse(f"{written} can be read two ways", following, "Write y_{a} for an entry, y (a) for a product.")
        return position + 1

    def _is_sigmoid(self, atom: Atom, following: Atom | None) -> bool:
        """``\\sigma(z)`` is the sigmoid, ``\\sigma^{2}`` a variance; what could be either is refused."""
        primed = atom.above is not None and all(part.shape is Shape.PRIME for part in atom.above)
        if atom.below is not None or (atom.above is not None and not primed) or following is None:
            return False
        known = any(name in self.words.names for name in ("sigma", "σ"))
        bracket = following.shape in (Shape.BRACKET, Shape.GROUP)
        if known and bracket:
            hint = r"Write \operatorname{sigmoid}(z) for the function, \sigma \cdot (z) for the product."
            self.refuse("σ is a quantity here, and the sigmoid", atom, hint)
        if not known and not bracket and following.shape not in (Shape.SIGN, Shape.TIMES, Shape.WORD):
            hint = r"Write \sigma(z) for the sigmoid, \sigma \cdot z for a product."
            self.refuse("σ before a factor can be the sigmoid or a quantity", atom, hint)
        return bracket

    def _call(self, atoms: Sequence, position: int) -> int:
        """A function with what it is applied to; the position after."""
        atom = atoms[position]
        if atom.below is not None:
            self.refuse(f"{atom.text} takes no subscript", atom, "log is the natural logarithm: log(a)/log(2) for another.")
        primes, power = atom.primes, atom.above
        if power is not None and all(part.shape is Shape.PRIME for part in power):
            primes, power = primes + len(power), None
        if power is not None and not (len(power) == 1 and power[0].shape is Shape.NUMBER):
            hint = "Write (tanh(z))^{...} for a power."
            self.refuse(f"an exponent on {atom.text} can be a power or an inverse", atom, hint)
        if position + 1 >= len(atoms) or atoms[position + 1].shape in (*_ENDS, Shape.TIMES):
            self.refuse(f"{atom.text} needs an argument", atom, f"For example {atom.text}(z).")
        self._put(atom.text + "'" * primes, atom)
        argument = atoms[position + 1]
        if argument.shape in (Shape.BRACKET, Shape.GROUP):
            self._bracket(plain(argument))
            end = position + 2
        else:
            end = self._without_brackets(atoms, position)
        if power is not None:
            self._power(power, atom)
        if argument.shape in (Shape.BRACKET, Shape.GROUP) and not argument.bare:
            if power is not None:
                self.refuse("two exponents on one function", argument)
            self._scripts(argument)
        return end

    def _without_brackets(self, atoms: Sequence, position: int) -> int:
        r"""``\log a``: one factor, after which the term must end; anything longer could be read two ways."""
        function, first = atoms[position], atoms[position + 1]
        end = position + 2
        if first.shape is Shape.BIG:
            while end < len(atoms) and atoms[end].shape not in _ENDS:
                end += 1
        elif first.shape is Shape.FUNCTION or (
            first.shape is Shape.LETTER
            and (first.text in ("sigma", "σ") or first.text in self.words.functions)
            and end < len(atoms)
        ):
            end += 1
        if end < len(atoms) and atoms[end].shape not in _ENDS:
            start, stop = function.start, atoms[end].end
            raise NotationError(
                f"where {function.text} ends can be read two ways",
                span=within(self.place, start, stop),
                hint=f"Write brackets: {function.text}(...).",
            )
        self._put("(", first)
        self.sequence(atoms[position + 1 : end])
        self._put(")", atoms[end - 1])
        return end

    def _big(self, atom: Atom, following: Sequence) -> None:
        r"""``\sum_{i=1}^{m}`` and ``\max_k``: the body is the rest of the product."""
        if atom.below is None:
            hint = r"Write \sum_{i=1}^{m} for a sum over an index, \operatorname{sum}(A) for the sum of all entries."
            self.refuse(f"{atom.text} without an index", atom, hint)
        if not following or following[0].shape in (*_ENDS, Shape.TIMES):
            self.refuse(f"nothing stands after {self.place.source[atom.start : atom.end]}", atom)
        below = atom.below
        letters = below[:1] if len(below) > 1 and below[1].text == "=" else below
        if letters is not below:
            if len(below) != 3 or below[2].text != "1" or atom.above is None:
                hint = r"Sums run from 1 to the size of an axis: \sum_{i=1}^{m}."
                self.refuse("these bounds are not understood", atom, hint)
        for letter in indices(letters, self.place):
            self._put(f"{atom.text}_{letter}", atom)
            if letter != indices(letters, self.place)[-1]:
                self._space(atom)
            if atom.above is not None:
                self._bound(letter, atom)

    def _bound(self, letter: str, atom: Atom) -> None:
        """Keep the upper bound, to be compared with the axis when axes are known."""
        above = atom.above or ()
        upper = ""
        if len(above) == 1 and above[0].shape is Shape.NUMBER:
            upper = above[0].text
        elif len(above) == 1 and above[0].shape is Shape.LETTER:
            meant = named(above[0], self.words, self.place, self.symbolic)
            upper = meant.name if not (meant.indices or meant.transposed or meant.power or meant.primes) else ""
        if not upper:
            self.refuse("this upper bound is not understood", atom, r"It is a size: \sum_{i=1}^{m}.")
        span = within(self.place, atom.start, atom.end)
        self.bounds.append(Bounds(letter, upper, span.line_number, span))

    # -- everything else ---------------------------------------------------------------------------------------

    def _atom(self, atom: Atom, before: Atom | None) -> None:
        if atom.shape is Shape.NUMBER:
            self._put(atom.text, atom)
        elif atom.shape is Shape.BRACKET:
            self._bracket(plain(atom))
        elif atom.shape is Shape.GROUP:
            self._group(atom)
        elif atom.shape is Shape.FRACTION:
            self._fraction(atom, before)
        elif atom.shape in (Shape.ROOT, Shape.BARS):
            self._put("sqrt" if atom.shape is Shape.ROOT else "abs", atom)
            self._bracket(plain(atom))
        elif atom.shape is Shape.CASES:
            self._cases(atom)
        else:
            self.refuse(f"not understood here: {self.place.source[atom.start : atom.end]}", atom)
        if not atom.bare:
            self._scripts(atom)

    def _bracket(self, atom: Atom) -> None:
        inside = atom.parts[0]
        self.writer.put("(", atom.start, inside[0].start if inside else atom.end)
        self.sequence(inside)
        self.writer.put(")", inside[-1].end if inside else atom.start, atom.end)

    def _group(self, atom: Atom) -> None:
        inside = atom.parts[0]
        factor = len(inside) == 1 or (
            atom.bare and len(inside) == 2 and inside[0].shape in (Shape.LETTER, Shape.FUNCTION)
        )
        if not factor:
            self.refuse("braces are invisible in LaTeX", atom, "Write round brackets where they matter: (a + b).")
        if inside[0].shape is Shape.LETTER and len(inside) == 1 and not self._has_power(inside[0]):
            self.sequence(inside)
        else:
            self._bracket(plain(atom))

    def _has_power(self, letter: Atom) -> bool:
        meant = named(letter, self.words, self.place, self.symbolic)
        return meant.power is not None or meant.transposed

    def _fraction(self, atom: Atom, before: Atom | None) -> None:
        above, below = atom.parts
        if _is_differential(above) and _is_differential(below):
            hint = r"Write \frac{\partial L}{\partial a} for the derivative, dL \cdot da^{-1} for the quotient of two names."
            self.refuse("a derivative or a quotient of two names", atom, hint)
        enclosed = (before is not None and before.shape is not Shape.SIGN) or not atom.bare
        self.writer.put("(" if enclosed else "", atom.start, above[0].start)
        self._operand(above, atom)
        self.writer.put("/", above[-1].end, below[0].start)
        self._operand(below, atom)
        self.writer.put(")" if enclosed else "", below[-1].end, atom.end)

    def _partial(self, atoms: Sequence, position: int) -> int:
        r"""``\frac{\partial L}{\partial a}`` and ``\frac{\partial}{\partial a}[...]``; the position after."""
        atom = atoms[position]
        above, below = atom.parts
        following = atoms[position + 1] if position + 1 < len(atoms) else None
        body, end = above[1:], position + 1
        if not body and following is not None and following.shape is Shape.BRACKET and following.bare:
            body, end = (plain(following),), position + 2
        if len(body) != 1 or len(below) != 2 or below[0].shape is not Shape.PARTIAL or not above[0].bare:
            self.refuse("this derivative is not understood", atom, r"Write \frac{\partial L}{\partial a}.")
        if not below[0].bare:
            self.refuse("only first derivatives are read", atom)
        self.writer.put("(∂" if not atom.bare else "∂", atom.start, above[0].end)
        self._operand(body, atom)
        self.writer.put("/∂", below[0].start, below[0].end)
        self._operand(below[1:], atom)
        self.writer.put("" if atom.bare else ")", atom.end, atom.end)
        if not atom.bare:
            self._scripts(atom)
        return end

    def _operand(self, atoms: Sequence, fraction: Atom) -> None:
        simple = len(atoms) == 1 and atoms[0].bare and atoms[0].shape in (Shape.LETTER, Shape.NUMBER, Shape.BRACKET)
        simple = simple or (len(atoms) == 1 and atoms[0].shape is Shape.LETTER)
        self.writer.put("" if simple else "(", fraction.start, atoms[0].start)
        self.sequence(atoms)
        self.writer.put("" if simple else ")", atoms[-1].end, fraction.end)

    def _cases(self, atom: Atom) -> None:
        parts = atom.parts
        self._put("(", atom)
        for position, part in enumerate(parts):
            words = [piece for piece in part if piece.shape is Shape.WORD]
            body = tuple(piece for piece in part if piece.shape is not Shape.WORD)
            if position % 2 and position < len(parts) - 1:
                if not body or len(words) > 1 or (words and words[0].text not in ("if", "for", "when")):
                    self.refuse("a condition is missing", atom, r"For example: z & \text{if } z > 0 \\")
                self._put(" if ", words[0] if words else body[0])
                self.sequence(body)
                self._put(" else ", body[-1])
            elif position == len(parts) - 1 and position % 2:
                if body or len(words) != 1 or words[0].text not in ("otherwise", "else"):
                    self.refuse("the last line of the cases needs no condition", atom, r"-z & \text{otherwise}")
            elif words or not body:
                self.refuse("these cases are not understood", atom, r"z & \text{if } z > 0 \\ 0 & \text{otherwise}")
            else:
                self.sequence(body)
        if len(parts) < 4 or len(parts) % 2:
            self.refuse("these cases are not understood", atom, r"z & \text{if } z > 0 \\ 0 & \text{otherwise}")
        self._put(")", atom)

    def _scripts(self, atom: Atom) -> None:
        """Scripts on a bracket, a call or a number: indices, a transpose, a power."""
        if atom.primes:
            self.refuse("a prime belongs to a function", atom, "For example g'(z).")
        if atom.below is not None:
            self._put(f"[{','.join(indices(atom.below, self.place))}]", atom)
        if atom.above is None:
            return
        first = atom.above[0]
        if len(atom.above) == 1 and first.bare:
            if first.shape is Shape.TRANSPOSE or (first.shape is Shape.LETTER and first.text == "T"):
                self._put("^T", atom)
                return
        if first.shape is Shape.BRACKET and first.text == "[":
            self.refuse("a layer number belongs to a letter", first, "For example W^{[1]}.")
        self._power(atom.above, atom)

    def _power(self, power: Sequence, base: Atom) -> None:
        for part in power:
            if part.shape in (Shape.TRANSPOSE, Shape.PRIME):
                self.refuse("a power and another mark in one superscript", part, "Use brackets: (A^{2})^{T}.")
        simple = len(power) == 1 and power[0].bare and power[0].shape is Shape.NUMBER
        self.writer.put("^" if simple else "^(", power[0].start, power[0].start)
        self.sequence(power)
        self.writer.put("" if simple else ")", power[-1].end, power[-1].end)

    def _scientific_length(self, atoms: Sequence, position: int) -> int:
        """How many atoms write a number such as 10^{-8} or 3 · 10^{-8}; 0 if they are none."""
        following = atoms[position + 1 : position + 3]
        scaled = len(following) == 2 and following[0].text in _SCALE and atoms[position].bare
        ten = following[1] if scaled else atoms[position]
        if ten.text != "10" or ten.shape is not Shape.NUMBER or ten.above is None or ten.below is not None or ten.primes:
            return 0
        minus = len(ten.above) == 2 and ten.above[0].text == "-" and ten.above[1].shape is Shape.NUMBER
        if not minus or not ten.above[1].bare or not ten.above[1].text.isdigit() or not atoms[position].text.isdigit():
            return 0
        return 3 if scaled else 1

    def _scientific(self, atoms: Sequence) -> None:
        last = atoms[-1]
        assert last.above is not None
        mantissa = atoms[0].text if len(atoms) == 3 else "1"
        self.writer.put(f"{mantissa}e-{last.above[1].text}", atoms[0].start, last.end)

    def refuse(self, message: str, atom: Atom, hint: str = "") -> NoReturn:
        raise NotationError(message, span=within(self.place, atom.start, atom.end), hint=hint)


def _is_differential(atoms: Sequence) -> bool:
    """``dL``: a d and a letter, alone above or below a fraction's bar."""
    return len(atoms) == 1 and atoms[0].shape is Shape.LETTER and atoms[0].text[:1] == "d" and len(atoms[0].text) > 1
