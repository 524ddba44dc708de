"""NumPy: source that reads like good course code, and is the code that runs."""

from __future__ import annotations

import linecache
import math
import textwrap
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from ...errors import NotSupported
from ..names import identifiers
from ..operations import (
    Arrange,
    Beside,
    Binary,
    Choose,
    Comparison,
    Constant,
    Contract,
    ExactQuotient,
    Extent,
    Identity,
    LibraryCall,
    Line,
    MatrixProduct,
    Negate,
    Operation,
    Primitive,
    Reduce,
    Ref,
    Spread,
    Transpose,
    everything,
)
from ..procedure import FunctionCode, Procedure
from ..prose import comment, docstring

_PRIMITIVES = {
    "exp": "np.exp",
    "log": "np.log",
    "sqrt": "np.sqrt",
    "abs": "np.abs",
    "log1p": "np.log1p",
    "expm1": "np.expm1",
    "sin": "np.sin",
    "cos": "np.cos",
    "max": "np.maximum",
    "min": "np.minimum",
}
#: Library functions that NumPy has itself, accurate everywhere.
NATIVE = {"tanh": "np.tanh"}
_RELATIONS = {"=": "=="}
#: How tightly a text binds: comparisons, sums, products, signs, powers, names and calls.
_COMPARE, _SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(6)

_QUOTIENT = '''\
def quotient(numerator, denominator):
    """0 where the numerator is 0: as real numbers these denominators are never 0, though they may round to it."""
    zero = numerator == 0
    with np.errstate(divide="ignore", over="ignore"):
        return np.where(zero, 0, numerator / np.where(zero, 1, denominator))
'''


def write(functions: Sequence[FunctionCode], procedures: Sequence[Procedure], *, dtype: str, about: str) -> str:
    """The source of a module: the library functions in use, then the procedures."""
    blocks = ["\n".join(docstring(about)) + "\n\nimport numpy as np\n"]
    if any(_uses_quotient(line.value) for procedure in procedures for line in procedure.lines):
        blocks.append(_QUOTIENT)
    called = {name: _function_name(name) for name in sorted({code.name for code in functions})}
    blocks += [_function(code, dtype, called) for code in functions if code.name not in NATIVE]
    blocks += [_procedure(procedure, dtype, called) for procedure in procedures]
    return "\n\n".join(blocks)


def load(source: str, label: str) -> Mapping[str, Callable[..., Any]]:
    """The module's functions. ``label`` names it in tracebacks."""
    filename = f"<chalkgrad {label}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    namespace: dict[str, Any] = {}
    exec(compile(source, filename, "exec"), namespace)  # our own text: every name in it went through identifiers()
    return namespace


def _uses_quotient(operation: Operation) -> bool:
    found: list[Operation] = []
    everything(operation, lambda node: found.append(node) if isinstance(node, ExactQuotient) else None)
    return bool(found)


def _function_name(name: str) -> str:
    bare = name.rstrip("'")
    (plain,) = identifiers([bare + "_slope" * (len(name) - len(bare))]).values()
    return plain


def _function(code: FunctionCode, dtype: str, called: Mapping[str, str]) -> str:
    named = identifiers([*code.arguments, *(line.name for line in code.lines)], called.values())
    show = partial(_show, _Words(named, called, dtype))
    arguments = [named[a] + (f"={show(code.defaults[a])}" if a in code.defaults else "") for a in code.arguments]
    if code.vector:
        arguments.insert(1, "axis=0")
    lines = [f"def {called[code.name]}({', '.join(arguments)}):"]
    if code.about:
        lines += docstring(code.about, "    ")
    lines += [f"    {named[line.name]} = {show(line.value)}" for line in code.lines]
    lines.append(f"    return {show(code.result)}")
    return "\n".join(lines) + "\n"


def _procedure(procedure: Procedure, dtype: str, called: Mapping[str, str]) -> str:
    axes = [measure.axis for measure in procedure.measures]
    named = identifiers((*procedure.arguments, *(line.name for line in procedure.lines)), called.values())
    sizes = identifiers(axes, {*called.values(), *named.values()})
    words = _Words(named, called, dtype, sizes)
    lines = _signature(procedure.name, [named[name] for name in procedure.arguments])
    if procedure.about:
        lines += docstring(procedure.about, "    ")
    for measure in procedure.measures:
        value = f"{named[measure.array]}.shape[{measure.direction}]" if measure.array else str(measure.fixed)
        lines.append(f"    {sizes[measure.axis]} = {value}")
    for line in procedure.lines:
        if line.name in procedure.headings:
            lines += ["", comment(procedure.headings[line.name], "    ")]
        if line.remark:
            lines.append(comment(line.remark, "    "))
        lines.append("    " + _assignment(line, procedure, words))
    if procedure.results:
        lines.append(f"    return {', '.join(named[name] for name in procedure.results)}")
    return "\n".join(lines) + "\n"


def _signature(name: str, arguments: Sequence[str]) -> list[str]:
    joined = ", ".join(arguments)
    if len(joined) < 96:
        return [f"def {name}({joined}):"]
    wrapped = textwrap.wrap(joined + ",", 108, initial_indent="    ", subsequent_indent="    ")
    return [f"def {name}(", *wrapped, "):"]


class _Words:
    """What names are called in the source."""

    def __init__(
        self, names: Mapping[str, str], called: Mapping[str, str], dtype: str, sizes: Mapping[str, str] | None = None
    ) -> None:
        self.names = names
        self.called = {**called, **NATIVE}
        self.sizes = sizes or {}
        self.dtype = f"np.{dtype}"


def _assignment(line: Line, procedure: Procedure, words: _Words) -> str:
    name = words.names[line.name]
    if line.name not in procedure.into:
        return f"{name} = {_show(words, line.value)}"
    match line.value:  # the last operation writes straight into the array that is there
        case Binary(operator, left, right) if operator in _IN_PLACE:
            return f"{_IN_PLACE[operator]}({_show(words, left)}, {_show(words, right)}, out={name})"
        case MatrixProduct(left, right):
            return f"np.matmul({_show(words, left)}, {_show(words, right)}, out={name})"
        case Primitive(function, arguments):
            return f"{_PRIMITIVES[function]}({', '.join(_show(words, a) for a in arguments)}, out={name})"
        case Reduce(operator, body, axis, True) if axis is not None:
            return f"{_show(words, body, _ATOM)}.{operator}(axis={axis}, keepdims=True, out={name})"
        case _:
            return f"{name}[...] = {_show(words, line.value)}"


_IN_PLACE = {"+": "np.add", "-": "np.subtract", "*": "np.multiply", "/": "np.divide"}


def _show(words: _Words, operation: Operation, least: int = _COMPARE) -> str:
    """The text of an operation, in brackets if it binds less tightly than ``least``."""
    text, binding = _text(operation, words)
    return text if binding >= least else f"({text})"


def _text(operation: Operation, words: _Words) -> tuple[str, int]:
    show = partial(_show, words)
    match operation:
        case Constant(value):
            return _number(value)
        case Ref(name):
            return words.names[name], _ATOM
        case Extent(axis):
            return words.sizes[axis], _ATOM
        case Negate(body):
            text, binding = _text(body, words)
            return (f"-{text}", min(binding, _SIGN)) if binding >= _PRODUCT else (f"-({text})", _SIGN)
        case Binary():
            return _binary(operation, words)
        case ExactQuotient(numerator, denominator):
            return f"quotient({show(numerator)}, {show(denominator)})", _ATOM
        case MatrixProduct(left, right):
            loose = isinstance(left, Binary)
            return f"{show(left, _SIGN if loose else _PRODUCT)} @ {show(right, _SIGN)}", _PRODUCT
        case Transpose(body):
            return f"{show(body, _ATOM)}.T", _ATOM
        case Reduce(operator, body, axis, keep):
            where = "" if axis is None else f"axis={axis}" + (", keepdims=True" if keep else "")
            return f"{show(body, _ATOM)}.{operator}({where})", _ATOM
        case Comparison(relation, left, right):
            return f"{show(left, _SUM)} {_RELATIONS.get(relation, relation)} {show(right, _SUM)}", _COMPARE
        case Choose():
            return _choose(operation, words)
        case Primitive(name, arguments):
            return f"{_PRIMITIVES[name]}({', '.join(show(a) for a in arguments)})", _ATOM
        case LibraryCall(name, arguments, axis):
            shown = [show(a) for a in arguments]
            if axis not in (None, 0):
                shown.insert(1, f"axis={axis}" if isinstance(axis, int) else axis)
            return f"{words.called[name]}({', '.join(shown)})", _ATOM
        case Beside(parts):
            return f"np.hstack(({', '.join(show(part) for part in parts)}))", _ATOM
        case Contract(pattern, arguments):
            optimize = ", optimize=True" if len(arguments) > 1 else ""
            return f'np.einsum("{pattern}", {", ".join(show(a) for a in arguments)}{optimize})', _ATOM
        case Arrange():
            return _arrange(operation, words), _ATOM
        case Identity(axis):
            return f"np.eye({words.sizes[axis]}, dtype={words.dtype})", _ATOM
        case Spread(body, axes):
            sizes = ", ".join(words.sizes[axis] if axis is not None else "1" for axis in axes)
            return f"np.full(({sizes}), {show(body)}, dtype={words.dtype})", _ATOM


def _binary(operation: Binary, words: _Words) -> tuple[str, int]:
    show = partial(_show, words)
    operator, left, right = operation.operator, operation.left, operation.right
    match operator:
        case "+" | "-":
            return f"{show(left, _SUM)} {operator} {show(right, _PRODUCT)}", _SUM
        case "*" | "/":
            loose = operator == "*" and isinstance(left, MatrixProduct)
            return f"{show(left, _SIGN if loose else _PRODUCT)} {operator} {show(right, _SIGN)}", _PRODUCT
        case _:
            if isinstance(left, Constant) and isinstance(right, Constant):
                _refuse_huge_power(left.value, right.value)
            base, exponent = show(left, _ATOM), show(right, _SIGN)
            plain = all(isinstance(side, (Ref, Constant, Extent)) for side in (left, right))
            return (f"{base}**{exponent}" if plain else f"{base} ** {exponent}"), _POWER


def _refuse_huge_power(base: Fraction, exponent: Fraction) -> None:
    """Python would work out every digit of a power of whole numbers."""
    if base > 0 and abs(float(exponent)) * abs(math.log10(_floating(base))) > 308:
        raise NotSupported(f"a power of {_number(base)[0]} in these formulas is outside the range of floating point")


def _choose(operation: Choose, words: _Words) -> tuple[str, int]:
    condition = _show(words, operation.condition)
    if operation.like is None:
        return f"np.where({condition}, {_show(words, operation.then)}, {_show(words, operation.otherwise)})", _ATOM
    dtype = f"{_show(words, operation.like, _ATOM)}.dtype"
    if operation.then == Constant(Fraction(1)) and operation.otherwise == Constant(Fraction(0)):
        return f"({condition}).astype({dtype})", _ATOM
    branches = f"{_show(words, operation.then)}, {_show(words, operation.otherwise)}"
    return f"np.where({condition}, {branches}).astype({dtype})", _ATOM


def _arrange(operation: Arrange, words: _Words) -> str:
    """Directions of extent 1 dropped, the others put in order, new ones of extent 1 made."""
    text = _show(words, operation.body, _ATOM)
    kept = sorted(direction for direction in operation.directions if direction is not None)
    if operation.dropped:
        highest = max((*kept, *operation.dropped))
        text += "[" + ", ".join(":" if d in kept else "0" for d in range(highest + 1)) + "]"
    order = [kept.index(direction) for direction in operation.directions if direction is not None]
    if order != sorted(order):
        text += ".T" if order == [1, 0] else f".transpose({', '.join(map(str, order))})"
    if None in operation.directions:
        places = [":" if direction is not None else "np.newaxis" for direction in operation.directions]
        text += f"[{', '.join(places)}]"
    return text


def _floating(value: Fraction) -> float:
    """The nearest double. Raises NotSupported for what is too large for one, or so small that it would be 0."""
    try:
        nearest = float(value)
    except OverflowError:
        nearest = 0.0
    if nearest == 0:
        raise NotSupported(
            f"a number in these formulas is {'too large' if value > 1 else 'too close to 0'} for floating point",
            hint="Choose other units, so that the constants are closer to 1.",
        )
    return nearest


def _number(value: Fraction) -> tuple[str, int]:
    """The shortest exact text: 2, 0.5, 1e-08; 1/3 stays a quotient."""
    if value < 0:
        text, binding = _number(-value)
        return f"-{text}", min(binding, _SIGN)
    if value.denominator == 1 and value < 10**15:
        return str(value.numerator), _ATOM
    decimal = repr(_floating(value))
    if Fraction(decimal) == value:
        return decimal, _ATOM
    return f"{value.numerator} / {value.denominator}", _PRODUCT
