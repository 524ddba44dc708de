"""Running text as HTML: words escaped, the formulas in them set as MathML."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..certified import spoken
from ..document import Formula, Piece, Reference, Shape, Verbatim
from ..fragments import ENTRY, OVER_LAYERS, Rule, entry, fragments
from ..mathml import FIXED, STROKE, Setter, escaped
from ..mathml_lines import formula

_LONG_SHAPE = 20  # letters
_CLOSING = re.compile(r"[,.;:)\]!?]+")
_ENTRY = re.compile(ENTRY)
_OVER_LAYERS = re.compile(OVER_LAYERS)
_SUM = re.compile(r"Σ_(\w+)")
_RULE_PARTS = re.compile(
    rf"(?P<entry>{ENTRY})|sqrt\((?P<root>\w+)\)|sqrt (?P<bare>\w+)|(?P<word>[A-Za-z]\w+)"
    r"|(?P<raised>[²³]|\^[23])|(?P<letter>[A-Za-z])|(?P<number>\d+)|(?P<space> +)|(?P<sign>.)",
    re.DOTALL,
)

_DIGITS = str.maketrans("²³", "23")


def running(text: str, setter: Setter) -> str:
    """Words in which formulas of the notation are set; ``Z2 = W2 A1, so`` keeps the comma at the formula."""
    written: list[str] = []
    pieces = list(fragments(text.replace("\u00a0", " "), setter.known))
    sign = ""
    for place, piece in enumerate(pieces):
        if not isinstance(piece, str):
            if isinstance(piece, Rule) or sign:
                inside = _rule(piece.text, setter) if isinstance(piece, Rule) else setter.running.set(piece)
                is_general = isinstance(piece, Rule) and not _ENTRY.search(piece.text)
                written.append(f"<math{FIXED if is_general else ''}>{sign}{inside}</math>")
            else:
                written.append(formula(piece, setter.running))
            sign = ""
            continue
        if piece.endswith(" +") and place + 1 < len(pieces):
            piece, sign = piece[:-1], '<mo form="prefix">+</mo>'  # "and +Y A2"
        closing = _CLOSING.match(piece)
        if closing and written:
            written[-1] = _kept(written[-1], closing.group())
            piece = piece[closing.end() :]
        in_letters = _SUM.sub(r"Σ<sub>\1</sub>", escaped(spoken(piece)))
        written.append(_OVER_LAYERS.sub(_over_layers, in_letters))
    return "".join(written)


def _over_layers(found: re.Match[str]) -> str:
    index, first, last = found.groups()
    end = re.sub(r"([^\W\d]+)|(\d+)|(.)", _last_layer, last)
    start = f"<mrow><mi>{index}</mi><mo>=</mo><mn>{first}</mn></mrow>"
    return f"<math><munderover><mo>∑</mo>{start}<mrow>{end}</mrow></munderover></math>"


def _last_layer(found: re.Match[str]) -> str:
    letters, digits, sign = found.groups()
    return f"<mi>{letters}</mi>" if letters else f"<mn>{digits}</mn>" if digits else _sign(sign)


def sentence(pieces: Iterable[Piece], setter: Setter) -> str:
    """The pieces of a paragraph, a heading or a cell."""
    written: list[str] = []
    before: Piece = ""
    for piece in pieces:
        closing = _CLOSING.match(piece) if isinstance(piece, str) else None
        if closing and isinstance(piece, str) and _holds(before):
            written[-1] = _kept(written[-1], closing.group())
            piece = piece[closing.end() :]
        written.append(_piece(piece, setter))
        before = piece
    return "".join(written)


def shape(text: str, setter: Setter) -> str:
    """``n2 x m`` with its cross, before which the line may break if it is long; ``scalar`` is a word."""
    sizes = text.split(" x ")
    if len(sizes) != 2:
        return escaped(text)
    if len(text) > _LONG_SHAPE:
        rows, columns = (_size(size, setter) for size in sizes)
        return f'<math>{rows}</math><wbr><math><mo form="infix">×</mo>{columns}</math>'
    return f"<math>{'<mo>×</mo>'.join(_size(size, setter) for size in sizes)}</math>"


def _holds(piece: Piece) -> bool:
    """Whether a punctuation mark must stay at the piece; a long command may be broken itself."""
    return isinstance(piece, Formula | Shape) or (isinstance(piece, Verbatim) and len(piece.text) <= 24)


def _kept(written: str, mark: str) -> str:
    """A formula, or the end of a long one, with the punctuation mark that no line break may part from it."""
    before, line_break, last = written.rpartition("<wbr>")
    return f'{before}{line_break}<span class="kept">{last}{escaped(mark)}</span>'


def _size(size: str, setter: Setter) -> str:
    return f"<mn>{size}</mn>" if size.isdigit() else setter.name(size)


def _piece(piece: Piece, setter: Setter) -> str:
    match piece:
        case str():
            return running(piece, setter)
        case Formula(surface):
            return formula(surface, setter.running)
        case Verbatim(text):
            return f"<code>{escaped(text)}</code>"
        case Shape(text):
            return shape(text, setter)
        case Reference(pieces, anchor):
            return f'<a href="#{escaped(anchor)}">{sentence(pieces, setter)}</a>'


def _rule(text: str, setter: Setter) -> str:
    """A rule of differentiation, letter by letter: ``(log u)' = u'/u``."""
    written = []
    for found in _RULE_PARTS.finditer(text):
        part = found.group()
        match found.lastgroup:
            case "entry":
                written.append(setter.running.set(entry(part)))
            case "root" | "bare":
                letters = found["root"] or found["bare"]
                written.append(f"<msqrt><mi>{letters}</mi></msqrt>")
            case "word" if part in setter.known:
                written.append(setter.name(part))
            case "word":
                written.append(f"<mi>{'σ' if part == 'sigmoid' else part}</mi>")
            case "raised":
                base, digit = written.pop() if written else "<mrow/>", part.translate(_DIGITS).strip("^")
                written.append(f"<msup>{base}<mn>{digit}</mn></msup>")
            case "letter":
                written.append(f"<mi>{part}</mi>")
            case "number":
                written.append(f"<mn>{part}</mn>")
            case "space":
                beside = text[found.start() - 1 : found.start()] + text[found.end() : found.end() + 1]
                written.append("" if re.search(r"[=+-]", beside) else '<mspace width=".17em"/>')
            case _:
                written.append(_sign(part))
    return f"<mrow>{''.join(written)}</mrow>"


def _sign(character: str) -> str:
    if character == "'":
        return '<mo lspace="0" rspace="0">′</mo>'
    if character == "/":
        return STROKE
    if character in "()[]":
        return f'<mo stretchy="false">{character}</mo>'
    return f"<mo>{escaped(character.replace('-', '−'))}</mo>"
