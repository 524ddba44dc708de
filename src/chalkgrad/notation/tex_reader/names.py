r"""A letter with its scripts as a plain name: ``W^{[1]\top}_{i,k}`` is W1, transposed, with indices i and k."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...errors import NotationError, Span
from ..latex import GREEK
from .atoms import Atom, Sequence, Shape
from .tokens import within
from .words import Words


@dataclass(frozen=True, slots=True)
class Named:
    """What a letter with scripts stands for. ``power`` is an exponent that is no layer, index or transpose; ``example``
    is the letter of an example that stands above while other indices stand below."""

    name: str
    primes: int
    indices: tuple[str, ...]
    transposed: bool
    power: Sequence | None
    example: str = ""


@dataclass(slots=True)
class _Above:
    """What stands in a superscript."""

    layer: str = ""
    example: str = ""
    transposed: bool = False
    primes: int = 0
    power: Sequence | None = None


def named(atom: Atom, words: Words, place: Span, symbolic: bool) -> Named:
    r"""The meaning of a letter with scripts. ``symbolic``: layers are counted by a letter, so Z^{[1]} is Z[1].

    Raises NotationError if the scripts cannot be told apart.
    """
    above = _above(atom, place)
    number, tail, indices = _below(atom, words, place)
    if above.layer and (number or tail):
        raise _refused("a layer and a name in the subscript", atom, place, "Keep one of them.")
    name = _name(atom, above.layer, number, tail, words, symbolic)
    if above.example and atom.text.islower() and len(atom.text) == 1 and not words.is_defined(name):
        column_of = _name(replace(atom, text=atom.text.upper()), above.layer, number, tail, words, symbolic)
        name = column_of if words.is_defined(column_of) else name  # y^{(i)} is example i of Y
    words.one_style(name, atom, place)
    if above.example and len(indices) > 1:
        hint = f"A matrix has a row and a column: {name}_{{k}}^{{(i)}}."
        raise _refused("an example above and several indices below", atom, place, hint)
    if atom.text == "e" and above.power and indices:
        raise _refused("an index on a power of e", atom, place, "Write e^{z_i}, or (e^{z})_{i} for an entry.")
    if above.transposed and indices:
        hint = r"Write (W^{\top})_{i,k} for an entry of the transposed matrix, W_{k,i} for one of the matrix."
        raise _refused("an index and a transpose on one letter", atom, place, hint)
    letters = (*indices, above.example) if above.example else indices
    example = above.example if indices else ""
    return Named(name, atom.primes + above.primes, letters, above.transposed, above.power, example)


def _name(atom: Atom, layer: str, number: str, tail: str, words: Words, symbolic: bool) -> str:
    stem = atom.text
    if layer:
        if symbolic or not layer.isdigit():
            return f"{_stem(stem, words)}[{layer}]"
        return words.spelled(*(f"{variant}{layer}" for variant in _spellings(stem)))
    if tail:
        return words.spelled(*(f"{variant}_{tail}" for variant in _spellings(stem)))
    if number:
        joined = [f"{variant}{number}" for variant in _spellings(stem)]
        apart = [f"{variant}_{number}" for variant in _spellings(stem)]
        counts = stem == "n" or (stem in GREEK and stem[0].islower()) or stem == "eps"
        return words.spelled(*joined, *apart) if counts else words.spelled(*apart, *joined)
    return _stem(stem, words)


def _stem(stem: str, words: Words) -> str:
    return words.spelled(*_spellings(stem))


def _spellings(stem: str) -> list[str]:
    """``theta`` may be θ in the plain lines, ``yhat`` y_hat."""
    found = [stem]
    if stem in GREEK:
        found.append(GREEK[stem])
    for accent in ("hat", "bar", "tilde"):
        if stem.endswith(accent) and len(stem) > len(accent):
            found.append(f"{stem[: -len(accent)]}_{accent}")
    return found


def _above(atom: Atom, place: Span) -> _Above:
    """The superscript taken apart: a layer, an example, primes, a transpose, or else a power."""
    found = _Above()
    if atom.above is None:
        return found
    if atom.text == "e":  # e^{(2)} is a power, whatever stands in the brackets
        found.power = atom.above
        return found
    for position, part in enumerate(atom.above):
        inside = part.parts[0] if part.shape is Shape.BRACKET else ()
        layer = _layer(inside, part.text)
        if part.shape is Shape.BRACKET and layer and not found.layer and not found.transposed:
            found.layer = layer
            _on_the_bracket(part, found, place)
        elif part.shape is Shape.BRACKET and part.text == "(" and _is_index(inside) and not found.example:
            found.example = _index(inside[0])
            _on_the_bracket(part, found, place)
        elif is_transpose(part) and not found.transposed:
            found.transposed = True
        elif part.shape is Shape.PRIME and part.bare:
            found.primes += 1
        elif part.shape is Shape.BRACKET and part.text == "[":
            raise _refused("a layer is a number or a letter such as l", part, place, "For example W^{[2]}, A^{[l-1]}.")
        elif position == 0:
            found.power = atom.above
            return found
        else:
            hint = "Set a bracket around the name: (A^{[1]})^{2}."
            raise _refused("a layer and something else in one superscript", part, place, hint)
    return found


def _on_the_bracket(part: Atom, found: _Above, place: Span) -> None:
    """``W^{[2]^T}``: what is set on the bracket instead of on the letter."""
    found.primes += part.primes
    if part.above is not None and len(part.above) == 1 and is_transpose(part.above[0]) and part.below is None:
        found.transposed = True
    elif part.above is not None or part.below is not None:
        raise _refused("a script on a layer number", part, place, "Set it on the name: (A^{[1]})^{2}.")


def is_transpose(part: Atom) -> bool:
    """Whether a superscript is the mark of a transposed matrix: T or \\top."""
    return part.bare and (part.shape is Shape.TRANSPOSE or (part.shape is Shape.LETTER and part.text == "T"))


def _layer(inside: Sequence, bracket: str) -> str:
    """The layer in ``[2]``, ``(2)``, ``[l]``, ``[l-1]``; the empty text if it is none."""
    if not inside or not all(part.bare for part in inside):
        return ""
    if len(inside) == 1 and inside[0].shape is Shape.NUMBER and inside[0].text.isdigit():
        return inside[0].text
    if bracket != "[" or inside[0].shape is not Shape.LETTER or len(inside[0].text) > 1:
        return ""
    if len(inside) == 1:
        return inside[0].text
    step = len(inside) == 3 and inside[1].text in ("+", "-") and inside[2].text.isdigit()
    return "".join(part.text for part in inside) if step else ""


def _below(atom: Atom, words: Words, place: Span) -> tuple[str, str, tuple[str, ...]]:
    """The subscript as a number of the name, a word of the name, or indices."""
    if atom.below is None:
        return "", "", ()
    below = atom.below
    number = ""
    if below[0].shape is Shape.NUMBER and below[0].text.isdigit() and below[0].bare:
        number, below = below[0].text, below[1:]
        if below and below[0].text == ",":
            below = below[1:]
        if not below:
            return number, "", ()
    whole = "".join(part.text for part in below)
    if len(below) == 1 and below[0].bare and not number and below[0].shape in (Shape.LETTER, Shape.FUNCTION):
        upright = place.source[below[0].start] == "\\"
        if (upright and whole.isalnum()) or (atom.text == "n" and len(whole) == 1):
            return "", whole, ()
    if not number and whole.isalnum() and any(f"{stem}_{whole}" in words.names for stem in _spellings(atom.text)):
        return "", whole, ()
    return number, "", indices(below, place)


def indices(below: Sequence, place: Span) -> tuple[str, ...]:
    """The letters of a subscript: ``ij``, ``i,j`` and ``i,k_{2}``. Raises NotationError if it has anything else."""
    found: list[str] = []
    comma = True
    for part in below:
        if part.text == "," and not comma:
            comma = True
        elif _is_index((part,)):
            found.append(_index(part))
            comma = False
        else:
            hint = r"Indices are letters (W_{i,k}), words are upright (L_{\mathrm{reg}}), layers stand above (W^{[1]})."
            raise _refused("this subscript is not understood", part, place, hint)
    if comma:
        raise _refused("an index is missing here", below[-1], place, "For example W_{i,k}.")
    return tuple(found)


def _is_index(inside: Sequence) -> bool:
    if len(inside) != 1 or inside[0].shape is not Shape.LETTER or inside[0].above is not None or inside[0].primes:
        return False
    letter, below = inside[0], inside[0].below
    numbered = below is None or (len(below) == 1 and below[0].shape is Shape.NUMBER and below[0].text.isdigit())
    return len(letter.text) == 1 and letter.text.isascii() and numbered


def _index(letter: Atom) -> str:
    return letter.text + (letter.below[0].text if letter.below else "")


def plain(atom: Atom) -> Atom:
    """The atom without its scripts."""
    return replace(atom, above=None, below=None, primes=0)


def _refused(message: str, atom: Atom, place: Span, hint: str) -> NotationError:
    return NotationError(message, span=within(place, atom.start, atom.end), hint=hint)
