"""What a benchmark finds: rows of numbers, each with the promise it is held against."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import InputError
from . import bench as folder


@dataclass(frozen=True)
class Row:
    """One number. ``kept`` is None where nothing is promised; ``rival`` and ``theirs`` name what it is measured beside.

    ``ratio`` is the rival's number through ours where both are times, so that above 1 means ours is faster.
    """

    what: str
    value: float | str
    unit: str = ""
    promise: str = ""
    kept: bool | None = None
    rival: str = ""
    theirs: float | str | None = None
    ratio: float | None = None


@dataclass(frozen=True)
class Report:
    """The rows of one benchmark, with notes on how they were measured and details too long for a table."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    details: dict[str, object] = field(default_factory=dict)

    @property
    def kept(self) -> bool:
        return all(row.kept is not False for row in self.rows)

    def as_json(self) -> dict[str, object]:
        rows = [{key: value for key, value in vars(row).items() if value not in ("", None)} for row in self.rows]
        return {"kept": self.kept, "rows": rows, "notes": list(self.notes), "details": self.details}


@dataclass(frozen=True)
class Options:
    """``python_of`` names, for each rival, the interpreter of the environment it is installed in.

    ``say`` is told how far a long benchmark has come.
    """

    python_of: dict[str, str] = field(default_factory=dict)
    folder: Path = Path(".")
    seed: int = 0
    say: Callable[[str], None] = lambda line: None


@dataclass(frozen=True)
class Benchmark:
    name: str
    question: str
    run: Callable[[Options], Report]


def benchmarks() -> dict[str, Benchmark]:
    """All benchmarks by name."""
    found = {}
    for entry in sorted(pkgutil.iter_modules(folder.__path__), key=lambda item: item.name):
        module = importlib.import_module(f"{folder.__name__}.{entry.name}")
        found[entry.name] = Benchmark(entry.name, module.question, module.run)
    return found


def chosen(names: tuple[str, ...]) -> list[Benchmark]:
    """The benchmarks of these names, or all. Raises InputError for a name that is none."""
    known = benchmarks()
    unknown = [name for name in names if name not in known]
    if unknown:
        raise InputError(f"there is no benchmark {unknown[0]}", hint=f"There are {', '.join(known)}.")
    return [known[name] for name in names or known]


def cell(value: float | str | None) -> str:
    """A number with three significant digits, a text as it is."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if value == 0 or 1e-3 <= abs(value) < 1e6:
        return f"{value:.0f}" if float(value).is_integer() or abs(value) >= 1000 else f"{value:.3g}"
    return f"{value:.1e}"


def table(report: Report) -> str:
    """The rows as aligned text, then the notes."""
    lines = []
    width = max((len(row.what) for row in report.rows), default=0)
    for row in report.rows:
        mark = {None: " ", True: "✓", False: "✗"}[row.kept]
        line = f"  {mark} {row.what:<{width}}  {cell(row.value):>10} {row.unit:<7}"
        if row.promise:
            line += f" promised: {row.promise}"
        if row.rival:
            line += f" · {row.rival}: {cell(row.theirs)} {row.unit}".rstrip()
        if row.ratio is not None:
            line += f", {row.ratio:.2f} times ours"
        lines.append(line.rstrip())
    return "\n".join([*lines, *(f"    {note}" for note in report.notes)])
