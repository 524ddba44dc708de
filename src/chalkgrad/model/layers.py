"""Networks of any depth: ``Z[l] = W[l] A[l-1] + b[l]; A[l] = g(Z[l]) for l = 1..L``.

What such a text says is a theorem about one layer. It is read as two small models in which the layers have letters for
numbers: the *window* with the layers l and l+1, of which l+1 is the last, and the *top* with the layer L alone. In the
window, whatever holds for layer l rests on layer l+1 only through dZ[l+1], so it holds for every 1 <= l < L.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..errors import ModelError, NotSupported, Span
from ..notation.read import read_expression
from ..notation.statements import Statement, statements
from ..notation.surface import Call, Indexed, Name, Over, Plus, Surface, parts, walk_surface, with_parts
from ..notation.text import text
from ..notation.tokens import REDUCTIONS
from ..terms import PRIMITIVES, Apply, Entry, Function
from .infer import PARAMETER
from .over_layers import check_sums, used_names

RANGE = re.compile(
    r"\bfor\s+(?:all\s+)?l\s*=\s*1\s*(?:\.\.\.?|,\s*(?:\\dots|\.\.\.),)\s*L\b(?P<before>\s*-\s*1\b)?(?!\s*[-+])"
)
_LAYERED = re.compile(r"(?P<base>.*)\[(?P<letter>l|L|\d+)(?P<shift>[+-]\d+)?\]$")


@dataclass(frozen=True)
class Layers:
    """The text of a network of any depth, taken apart.

    ``window`` and ``top`` are texts of ordinary models; ``unknown`` are the functions that stand for any function
    (with their number of arguments); ``signal`` is what one layer hands to the next (A); ``inputs`` the name it is at
    layer 0 (X). ``written`` are the formulas after the layers as they stand in the text, the cost among them: in the
    small models a sum over all layers is its term of layer l, or of L, alone (``over_layers``). ``last`` are the
    quantities of the last layer that have an equation of their own: A[L].
    """

    source: str
    window: str
    top: str
    unknown: Mapping[str, int]
    signal: str
    inputs: str
    written: Mapping[str, Surface]
    last: tuple[str, ...] = ()

    def at_depth(self, depth: int, functions: Mapping[str, str]) -> str:
        """The equations of the network with this many layers: Z1, A1, ...; ``functions`` name the unknown ones."""
        if depth < 1:
            raise ModelError(f"a network has at least one layer, not {depth}")
        parts = _Parts(self.source, {}, "<layers>", functions)
        return parts.network([str(l) for l in range(1, depth + 1)], plain=True)


def is_layered(source: str) -> bool:
    """Whether a text speaks of layers 1 to L."""
    return RANGE.search(source) is not None


def read_layers(source: str, functions: Mapping[str, Function], filename: str) -> tuple[Layers, dict[str, Function]]:
    """Take a text of any depth apart; also the functions, with those that stand for any function."""
    parts = _Parts(source, functions, filename, {})
    window = parts.network(["l", "l+1"])
    top = parts.network(["L"])
    known = dict(functions)
    for name, count in parts.unknown.items():
        arguments = ("z",) if count == 1 else ("a", "y", "u", "v")[:count]
        known[name] = Function(name, arguments, Apply(name, tuple(Entry(argument, ()) for argument in arguments)))
    last = tuple(f"{base}[L]" for base in parts.last)
    return Layers(source, window, top, parts.unknown, parts.signal, parts.inputs, dict(parts.tail), last), known


class _Parts:
    def __init__(
        self, source: str, functions: Mapping[str, Function], filename: str, chosen: Mapping[str, str]
    ) -> None:
        self.source = source
        self.filename = filename
        self.chosen = chosen
        plain = RANGE.sub(lambda found: " " * len(found.group()), source)
        found = list(statements(plain, filename))
        self.declarations = [s for s in found if s.kind in ("declaration", "parameter", "data", "membership")]
        equations = [s for s in found if s.kind == "equation"]
        names = {self._body(s.left).split("[")[0] for s in equations if s.left} | {
            name.split("[")[0] for s in self.declarations for name in s.names
        }
        called = set(re.findall(r"([A-Za-z]\w*)\(", plain))
        known = {*functions, *PRIMITIVES, *REDUCTIONS}
        self.callable = {*known, *(name for name in called if name not in names)}
        self.unknown: dict[str, int] = {}
        self.layer: list[tuple[str, Surface]] = []
        self.last: dict[str, Surface] = {}
        self.tail: list[tuple[str, Surface]] = []
        self.facts: list[Statement] = []
        self.signal, self.inputs = "", ""
        for statement in equations:
            self._equation(statement)
        self._refuse_layered_functions(names)
        self._count_unknown(known)
        self._check()

    def _body(self, place: Span) -> str:
        return place.source[place.start : place.end].strip()

    def _equation(self, statement: Statement) -> None:
        assert statement.left is not None and statement.right is not None
        left = read_expression("", functions=self.callable, place=statement.left)
        if not isinstance(left, Name):
            self.facts.append(statement)
            return
        right = read_expression("", functions=self.callable, place=statement.right)
        layered = _LAYERED.match(left.text)
        if layered and layered["letter"] == "0" and isinstance(right, Name):
            self.signal, self.inputs = layered["base"], right.text
        elif layered and layered["letter"] == "l" and not layered["shift"]:
            self.layer.append((left.text, right))
        elif layered and layered["letter"] == "L" and not layered["shift"] and layered["base"] not in self.last:
            self.last[layered["base"]] = right
        elif layered:
            raise NotSupported(
                f"an equation for {left.text} alone",
                span=statement.place,
                hint="The equations of a layer define Z[l], A[l], ...; layer 0 is the input: A[0] = X; the last layer "
                "may differ: A[L] = h(Z[L]).",
            )
        else:
            self.tail.append((left.text, right))

    def _refuse_layered_functions(self, names: set[str]) -> None:
        """``g[l](Z[l])``: one function for all layers is read, g; several would be several networks."""
        for _, right in (*self.layer, *self.last.items(), *self.tail):
            for node in walk_surface(right):
                span = node.span
                if not isinstance(node, Name) or span is None or span.source[span.end : span.end + 1] != "(":
                    continue
                base = node.text.partition("[")[0]
                if base != node.text and base not in names and not PARAMETER.match(base):
                    raise NotSupported(
                        f"a function of its own in every layer, {node.text}",
                        span=span,
                        hint=f"Write {base}(...), the same in all layers; one with another output layer has its own "
                        f"equations: Z[L] = ..., A[L] = h(Z[L]).",
                    )

    def _count_unknown(self, known: set[str]) -> None:
        for _, right in (*self.layer, *self.last.items(), *self.tail):
            for node in walk_surface(right):
                if isinstance(node, Call) and node.function not in known:
                    self.unknown[node.function] = len(node.arguments)

    def _check(self) -> None:
        """The premises of the theorem: the signal is the only thing that passes on, and only to the next layer."""
        if not self.signal or not self.layer or not self.tail:
            raise ModelError(
                f"{self.filename}: a network of any depth needs an input, a layer and a cost",
                hint="A[0] = X\nZ[l] = W[l] A[l-1] + b[l]\nA[l] = g(Z[l]) for l = 1..L\nJ = 1/m sum(C(A[L], Y))",
            )
        defined = {name.split("[")[0] for name, _ in self.layer}
        for name, right in self.layer:
            for used in _layered_names(right):
                base, letter, shift = used
                passed_on = (letter, shift) == ("l", -1) and base == self.signal
                if not passed_on and (letter, shift) != ("l", 0):
                    raise NotSupported(
                        f"{name} uses {_named(used)}: a layer may use its own quantities and {self.signal}[l-1]"
                    )
            if self.inputs in used_names(right):
                raise NotSupported(
                    f"{name} uses {self.inputs}, with which layer 1 begins: in a network of any depth a layer gets "
                    f"{self.signal}[l-1] only",
                    hint=f"Declare data of another name with the values of {self.inputs}, or write the layers out: "
                    "Z1 = ..., Z2 = ...",
                )
        self._check_last(defined)
        for name, right in self.tail:
            if self.inputs in used_names(right):
                raise NotSupported(
                    f"{name} uses {self.inputs}, with which layer 1 begins: what follows the layers may use the last "
                    "one, [L], and other data",
                    hint=f"Declare data of another name for it, with the values of {self.inputs}: Y: n[L] x m.",
                )
            for used in _layered_names(right):
                base, letter, shift = used
                if base in defined and (letter, shift) != ("L", 0):
                    raise NotSupported(f"{name} uses {_named(used)}: of the layers, the cost may use the last one, [L]")
        check_sums(dict(self.tail), defined)

    def _check_last(self, defined: set[str]) -> None:
        """The last layer may differ in what does not use the signal of the layer before: the recurrence is the same."""
        if not self.last and any(found["before"] for found in RANGE.finditer(self.source)):
            raise ModelError(
                f"{self.filename}: for l = 1..L-1, and there is no equation for layer L",
                hint=f"Write for l = 1..L, or what the last layer is: {self.signal}[L] = h(Z[L])",
            )
        rights = dict(self.layer)
        for base, right in self.last.items():
            if base not in defined:
                raise NotSupported(
                    f"{base}[L] is given for the last layer, and {base}[l] for no other",
                    hint=f"Write {base}[l] = ... for the other layers; what follows the last layer has no [L].",
                )
            for used in _layered_names(right):
                if (used[1], used[2]) != ("L", 0):
                    raise NotSupported(f"{base}[L] uses {_named(used)}: the last layer may use its own quantities, [L]")
            before = f"{self.signal}[l-1]"
            if before in used_names(rights[f"{base}[l]"]):
                raise NotSupported(
                    f"an equation of its own for {base}[L], as {base}[l] uses {before}",
                    hint=f"Give what uses {before} a name, the same in all layers: Z[l] = W[l] {before} + b[l]. What "
                    f"follows it may differ in the last layer: {self.signal}[L] = h(Z[L]).",
                )

    def network(self, letters: list[str], *, plain: bool = False) -> str:
        """The text of an ordinary model whose layers are called by these letters or numbers; the last one is L."""
        first, last = letters[0], letters[-1]
        lines = [self._declared(s, last, first, plain) for s in self.declarations]
        lines += [self._fact(s, last, plain) for s in self.facts]
        if first != "1":
            lines.append(f"data {self._name(self.signal, _moved(first, -1), plain)}: {self._input_shape(first, plain)}")
        for letter in letters:
            for name, right in self.layer:
                base = name.split("[")[0]
                right = self.last.get(base, right) if letter == last else right
                shown = text(self._at(right, letter, last, letters, plain))
                lines.append(f"{self._name(base, letter, plain)} = {shown}")
        for name, right in self.tail:
            lines.append(f"{name} = {text(self._at(right, last, last, letters, plain))}")
        return "\n".join(line for line in lines if line) + "\n"

    def _name(self, base: str, letter: str, plain: bool) -> str:
        if plain and base == self.signal and letter == "0":
            return self.inputs
        return f"{base}{letter}" if plain else f"{base}[{letter}]"

    def _at(self, surface: Surface, letter: str, last: str, letters: list[str], plain: bool) -> Surface:
        """The formula with l at ``letter`` and L at ``last``; a sum over the layers is written out.

        Where the layers have letters for numbers, the first of its terms stands for it.
        """
        match surface:
            case Name(word):
                return replace(surface, text=self._placed(word, letter, last, plain))
            case Indexed(word, _):
                return replace(surface, name=self._placed(word, letter, last, plain))
            case Over("sum", "l", body):
                terms = tuple(
                    self._at(body, each, last, letters, plain) for each in (letters if plain else letters[:1])
                )
                return terms[0] if len(terms) == 1 else Plus(terms)
            case Call(function, _, _) if function in self.chosen:
                surface = replace(surface, function=self.chosen[function])
        return with_parts(surface, lambda part: self._at(part, letter, last, letters, plain))

    def _placed(self, word: str, letter: str, last: str, plain: bool) -> str:
        found = _LAYERED.match(word)
        if found is None:
            return word
        at = {"l": letter, "L": last}.get(found["letter"], found["letter"])
        return self._name(found["base"], _moved(at, int(found["shift"] or 0)), plain)

    def _declared(self, statement: Statement, last: str, first: str, plain: bool) -> str:
        body = self._body(statement.place)
        if self.inputs in statement.names and first != "1":
            return ""  # the window begins with the signal of the layer before
        placed = re.sub(r"\w+\[[^\]]*\]", lambda word: self._placed(word.group(), last, last, plain), body)
        return placed

    def _fact(self, statement: Statement, last: str, plain: bool) -> str:
        body = self._body(statement.place)
        return re.sub(r"\w+\[[^\]]*\]", lambda word: self._placed(word.group(), last, last, plain), body)

    def _input_shape(self, first: str, plain: bool) -> str:
        """The shape of X with n[0] read as n[l-1]."""
        for statement in self.declarations:
            if self.inputs in statement.names and statement.shape is not None:
                before = _moved(first, -1)
                sides = [re.sub(r"\[0\]", f"[{before}]", side) for side in statement.shape]
                return " x ".join(sides)
        raise ModelError(f"{self.inputs} is not declared", hint=f"{self.inputs}: n[0] x m")


def _layered_names(surface: Surface) -> list[tuple[str, str, int]]:
    """(base, letter, shift) of every name with a layer; those under a sum over the layers are left out."""
    if isinstance(surface, Over) and surface.index == "l":
        return []
    found: list[tuple[str, str, int]] = []
    word = surface.text if isinstance(surface, Name) else surface.name if isinstance(surface, Indexed) else ""
    layered = _LAYERED.match(word)
    if layered:
        found.append((layered["base"], layered["letter"], int(layered["shift"] or 0)))
    for part in parts(surface):
        found += _layered_names(part)
    return found


def _named(used: tuple[str, str, int]) -> str:
    base, letter, shift = used
    return f"{base}[{_moved(letter, shift)}]"


def _moved(letter: str, shift: int) -> str:
    """l+1 moved by -1 is l."""
    found = re.fullmatch(r"(l|L)([+-]\d+)?|(\d+)", letter)
    assert found is not None
    if found[3]:
        return str(int(found[3]) + shift)
    total = int(found[2] or 0) + shift
    return found[1] + (f"{total:+d}" if total else "")
