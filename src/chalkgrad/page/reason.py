r"""Running words with formulas between, as TeX: ``\text{put in }dA^{[2]}``.

Only ASCII leaves this file: KaTeX in its strict mode refuses anything else inside ``\text``, and a Unicode minus or
quotation mark is a common reason why a formula fails to display.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from ..notation.latex import GREEK, RELATIONS, latex
from ..notation.surface import Comparison, Name, Surface
from .breadth import breadth
from .certified import spoken
from .following import marked
from .fragments import ENTRY, OVER_LAYERS, Rule, entry, fragments
from .glyphs import ASCII
from .tex_breaks import broken

_MACROS = {
    "≤": r"\le",
    "≥": r"\ge",
    "≠": r"\ne",
    "≈": r"\approx",
    "→": r"\to",
    "∂": r"\partial",
    "⊙": r"\odot",
    "·": r"\cdot",
    "×": r"\times",
    "∑": r"\sum",
    "Σ": r"\sum",
    "√": r"\surd",
    "∞": r"\infty",
    "∈": r"{\in}",
    "ᵀ": r"^{\top}",
    "²": "^{2}",
    "³": "^{3}",
    "ε": r"\varepsilon",
    "−": "-",
    "_": r"\_",
    "%": r"\%",
    "#": r"\#",
    "&": r"\&",
    "$": r"\$",
    "{": r"\{",
    "}": r"\}",
    "<": r"\lt",
    ">": r"\gt",
    "|": r"\mid",
    "~": r"\sim",
    "\\": r"\backslash",
    "`": r"\text{'}",
    "✓": r"\checkmark",
}
_MACROS.update({character: f"\\{name}" for name, character in GREEK.items() if character not in _MACROS})

_SPECIAL = re.escape("".join(_MACROS) + "^")
_RAISED = r"\^(?:T\b|\w+|\([^()]*\))"
_PRIME = r"(?:(?<=[\w)\]])|^)'+(?![A-Za-z])"
_RUNS = re.compile(rf"[Σ∑]_\w+|{_RAISED}|{_PRIME}|[{_SPECIAL}]|(?:(?!{_PRIME})[^{_SPECIAL}])+")
_OVER_LAYERS = re.compile(OVER_LAYERS)
_RULE_PARTS = re.compile(rf"({ENTRY})|sqrt\((\w+)\)|sqrt (\w+)|([A-Za-z][A-Za-z0-9_]+)|([²³])|(.)", re.DOTALL)
_WIDEST_UNBROKEN = 60  # letters of an equation that stays on one line among words
_WIDEST_SIDE = 80  # letters of a side of it
_NAMED = ("log", "exp", "tanh", "sin", "cos", "sinh", "cosh")


@dataclass(frozen=True, slots=True)
class Reading:
    """What running words are read with: the names to ``follow``, and all ``names`` of the page."""

    follow: Collection[str] = ()
    names: frozenset[str] = frozenset()

    def written(self, surface: Surface) -> str:
        """A formula of running words as TeX, the names to follow marked."""
        return latex(marked(surface, self.follow))


PLAIN = Reading()


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece that a line does not break: a word, or a formula as TeX. ``width`` is about its number of letters.

    ``spaced`` says whether a space stands before it.
    """

    text: str
    is_formula: bool
    width: float
    spaced: bool


def atoms(text: str, reading: Reading = PLAIN) -> Iterator[Atom]:
    """The words and formulas of a text, in order; names to follow are marked in the formulas."""
    pieces = list(fragments(text.replace("\u00a0", " "), reading.names))
    spaced, sign = False, ""
    for place, piece in enumerate(pieces):
        if isinstance(piece, Comparison) and not sign and breadth(piece) > _WIDEST_UNBROKEN:
            yield from _side(piece.left, "", reading, spaced)
            yield from _side(piece.right, f"{{}}{RELATIONS[piece.relation]} ", reading, True)
            spaced = False
            continue
        if not isinstance(piece, str):
            written = sign + (_rule(piece.text, reading) if isinstance(piece, Rule) else reading.written(piece))
            width = len(piece.text) if isinstance(piece, Rule) else breadth(piece)
            yield Atom(_ascii(written), True, width, spaced)
            spaced, sign = False, ""
            continue
        if piece.endswith(" +") and place + 1 < len(pieces):
            piece, sign = piece[:-1], "+"  # "and +Y A2"
        for found in re.finditer(r"( *)([^ ]+)", piece):
            layers = _OVER_LAYERS.fullmatch(found[2])
            written = rf"\sum_{{{layers[1]}={layers[2]}}}^{{{layers[3]}}}" if layers else found[2]
            yield Atom(written, layers is not None, len(found[2]), bool(found[1]) or spaced)
            spaced = False
        spaced = piece.endswith(" ")


def _side(side: Surface, sign: str, reading: Reading, spaced: bool) -> Iterator[Atom]:
    """A side of an equation behind its ``sign``; one that is longer than a line in pieces."""
    first, *others = broken(marked(side, reading.follow), _WIDEST_SIDE)
    yield Atom(_ascii(sign + first), True, min(breadth(side), _WIDEST_SIDE) + len(sign) / 2, spaced)
    for other in others:
        yield Atom(_ascii(f"{{}}{other}"), True, _WIDEST_SIDE, True)


def words(text: str, reading: Reading = PLAIN) -> str:
    r"""Running words as TeX: ``\text{derivative of }\sigma``. Empty words give nothing."""
    return line(tuple(atoms(text, reading)))


def line(row: Sequence[Atom]) -> str:
    """Atoms on one line, as TeX."""
    written, run = "", ""
    for place, atom in enumerate(row):
        run += " " if atom.spaced and place else ""
        if atom.is_formula:
            high = r"\frac" in atom.text or r"\sum" in atom.text
            written += _text(run)
            written += rf"{{\textstyle {atom.text}}}" if high else _signed(atom.text) if written else atom.text
            run = ""
        else:
            run += atom.text
    return written + _text(run)


def _signed(formula: str) -> str:
    """After words a sign is not between two operands, and is not spaced as if it were."""
    return f"{{{formula[0]}}}{formula[1:]}" if formula[0] in "+-" else formula


def wrapped(row: Sequence[Atom], width: float) -> list[tuple[Atom, ...]]:
    """The atoms on lines of about ``width`` letters; a wider atom has a line of its own."""
    lines: list[list[Atom]] = []
    used = 0.0
    for atom in row:
        if lines and (not atom.spaced or used + 1 + atom.width <= width):
            lines[-1].append(atom)
            used += atom.width + atom.spaced
        else:
            lines.append([atom])
            used = atom.width
    return [tuple(one) for one in lines]


def _text(run: str) -> str:
    return "".join(map(_run, _RUNS.findall(spoken(run))))


def _run(run: str) -> str:
    """A stretch of plain letters, one mathematical character, a prime, a power, or Σ with its index."""
    if run[0] in "Σ∑" and len(run) > 1:
        return rf"\sum_{{{run[2:]}}} "
    if run[0] == "^":
        return _raised(run[1:])
    if not run.strip("'"):
        return run
    macro = _MACROS.get(run)
    if macro is None:
        return rf"\text{{{ASCII.words(run)}}}"
    return macro if macro.startswith("^") else f"{macro} "


def _raised(exponent: str) -> str:
    if exponent == "T":
        return r"^{\top}"
    return f"^{{{_text(exponent.strip('()'))}}}" if exponent else r"\text{ to the power }"


def _rule(text: str, reading: Reading) -> str:
    """A rule of differentiation, letter by letter: ``(log u)' = u'/u``."""
    written = ""
    for name, root, bare, word, raised, other in _RULE_PARTS.findall(text):
        if name:
            written += reading.written(entry(name))
        elif root or bare:
            written += rf"\sqrt{{{root or bare}}}"
        elif word:
            written += reading.written(Name(word)) if word in reading.names else _function(word)
        elif raised:
            written += _MACROS[raised]
        else:
            written += r"\," if other == " " and re.search(r"[\w')}]$", written) else other
    return re.sub(r"\\,(?=[=+-])", " ", written)


def _function(word: str) -> str:
    if word in _NAMED:
        return f"\\{word}"
    return r"\sigma" if word == "sigmoid" else r"\mathrm{" + word.replace("_", r"\_") + "}"


def _ascii(written: str) -> str:
    """TeX without the letters that a name in Greek characters may have brought in."""
    return written if written.isascii() else "".join(_MACROS.get(c, c) if not c.isascii() else c for c in written)
