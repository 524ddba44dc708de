r"""Fractions, derivatives, cases and groups, in plain notation."""

from __future__ import annotations

from .atoms import Atom, Sequence, Shape
from .cases_rest import is_rest
from .names import plain
from .scripts import Scripts


class Constructs(Scripts):
    """Writes what LaTeX builds with macros."""

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
        meant = self.meaning(letter)
        return meant.power is not None or meant.transposed

    def _fraction(self, atom: Atom, before: Atom | None) -> None:
        above, below = atom.parts
        source = self.place.source
        if _is_differential(above, source) and _is_differential(below, source):
            hint = r"Write \frac{\partial L}{\partial a} for a derivative, dL \cdot da^{-1} for a quotient."
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
        applied = len(body) == 2 and self._is_function(body[0]) and body[1].shape is Shape.BRACKET
        if (
            (len(body) != 1 and not applied)
            or len(below) != 2
            or below[0].shape is not Shape.PARTIAL
            or not above[0].bare
        ):
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

    def _norm(self, atom: Atom) -> None:
        r"""``\lVert W \rVert_F^2`` is ``sum(W^2)``. Only the square is read, with F below or nothing."""
        below = "".join(part.text for part in atom.below or ())
        squared = atom.above is not None and [part.text for part in atom.above if part.bare] == ["2"]
        if below not in ("", "F") or not squared or atom.primes:
            found = self.place.source[atom.start : atom.end]
            hint = r"The square of the Frobenius norm is read, \lVert W \rVert_F^2: all entries squared and added up. "
            self.refuse(f"this norm is not read: {found}", atom, hint + r"Or write \operatorname{sum}(W^{2}).")
        inside = atom.parts[0]
        if not inside:
            self.refuse("a norm of nothing", atom)
        name = len(inside) == 1 and inside[0].shape is Shape.LETTER and not self._has_power(inside[0])
        self.writer.put("sum(" if name else "sum((", atom.start, inside[0].start)
        self.sequence(inside)
        self.writer.put("^2)" if name else ")^2)", inside[-1].end, atom.end)

    def _cases(self, atom: Atom) -> None:
        parts = atom.parts
        self._put("(", atom)
        for position, part in enumerate(parts):
            words = [piece for piece in part if piece.shape is Shape.WORD]
            body = _unpunctuated(tuple(piece for piece in part if piece.shape is not Shape.WORD))
            if position % 2 and position < len(parts) - 1:
                if not body or len(words) > 1 or (words and words[0].text not in ("if", "for", "when")):
                    self.refuse("a condition is missing", atom, r"For example: z & \text{if } z > 0 \\")
                self._put(" if ", words[0] if words else body[0])
                self.sequence(body)
                self._put(" else ", body[-1])
            elif position == len(parts) - 1 and position % 2:
                said = words[0].text if words else "if"
                if body and len(words) <= 1 and said in ("if", "for", "when"):
                    before = [[p for p in each if p.shape is not Shape.WORD] for each in parts[1:position:2]]
                    if is_rest([_unpunctuated(tuple(each)) for each in before], body, self.place.source):
                        continue
                    hint = r"Write -z & \text{otherwise}, or a condition that holds where no other does."
                    self.refuse("the last condition is not known to hold exactly where no other does", body[0], hint)
                if body or len(words) != 1 or said not in ("otherwise", "else"):
                    self.refuse("the last line of the cases needs no condition", atom, r"-z & \text{otherwise}")
            elif words or not body:
                self.refuse("these cases are not understood", atom, r"z & \text{if } z > 0 \\ 0 & \text{otherwise}")
            else:
                self.sequence(body)
        if len(parts) < 4 or len(parts) % 2:
            self.refuse("these cases are not understood", atom, r"z & \text{if } z > 0 \\ 0 & \text{otherwise}")
        self._put(")", atom)

    def _is_function(self, atom: Atom) -> bool:
        known = atom.text in ("sigma", "σ") or atom.text in self.words.functions
        return atom.shape is Shape.FUNCTION or (atom.shape is Shape.LETTER and known)


def _unpunctuated(atoms: Sequence) -> Sequence:
    """Without the comma or full stop that ends a line of cases."""
    ends = bool(atoms) and atoms[-1].shape is Shape.SIGN and atoms[-1].text in (",", ".", ";")
    return atoms[:-1] if ends else atoms


def _is_differential(atoms: Sequence, source: str) -> bool:
    r"""``dL``, ``d\gamma``: a d and a letter, alone above or below a fraction's bar."""
    return (
        len(atoms) == 1 and atoms[0].shape is Shape.LETTER and len(atoms[0].text) > 1 and source[atoms[0].start] == "d"
    )
