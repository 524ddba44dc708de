"""The model a user holds: equations that can be derived, compared, compiled and shown."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np

from .. import calculus, model, page, program, review
from ..calculus.derivation import Level
from ..convention import Convention, convention
from ..errors import InputError, NotSupported
from ..learning.read import read_model, read_model_file
from ..library import LibraryFile, library_files
from ..notation.text import text
from ..page import registry
from ..program.worked import WorkedExample, friendly_values, worked_example
from .chosen_functions import check_chosen
from .figure import Figure
from .translation import Translation, translate
from .writing import write_page

#: Paths of library files, or of folders with library files.
Library: TypeAlias = Iterable[str | Path] | str | Path | None


class Explanation(calculus.Answer):
    """An answer that can print itself: ``parts`` in reading order, ``steps``, ``certificates``."""

    def to(self, target: str, **options: Any) -> Any:
        """The answer in a format, text or bytes; ``options`` are those of ``page.Options``.

        Raises InputError for an unknown format, or one for programs only.
        """
        chosen, wanted = registry.printer(target), page.Options(**options)
        if chosen.page is None:
            raise InputError(f"{target} shows derivations only", hint="Use terminal or github.")
        return chosen.page(page.answer_page(self, wanted.level), wanted)

    def __str__(self) -> str:
        return str(self.to("terminal"))


@dataclass(frozen=True, repr=False)
class Derivation(calculus.Derivation):
    """A derivation that can print itself.

    ``d["dZ2"].text`` is the right-hand side of one equation; ``print(d)`` the whole, set for the terminal.
    ``given`` is the model as its author wrote it; ``model`` is written as the convention writes it.
    """

    given: model.Model | None = field(default=None, compare=False)

    def to(
        self,
        target: str,
        *,
        values: Mapping[str, Any] | Literal["friendly"] | None = None,
        form: str | None = None,
        element: str | None = None,
        **options: Any,
    ) -> Any:
        """The derivation in a format: ``terminal``, ``github``, ``html``, ... ; text, or bytes for PDF and pictures.

        Args:
            target: the name of a printer.
            values: with them (see ``in_numbers``) the page shows the network in numbers as well.
            form: ``index``, ``matrix``, ``element``, ``example`` or ``batch``; default letters first, then matrices.
            element: the entry that the form ``element`` is about: ``"W1[2,3]"``, ``"W1[i,k]"``.
            options: those of ``page.Options``: ``level``, ``width``, ``colour``, ``follow``, ``figure``.

        It ends with the equations that the program computes in another, stable form, if there is such a program.
        Raises InputError for an unknown format or form.
        """
        worked = None if values is None else self.in_numbers(values)
        chosen = registry.printer(target)
        if form is not None:
            shown = calculus.in_form(form, self.model, self.convention, [e.of for e in self.equations], element)
            return chosen.derivation(shown, page.Options(**options), worked=worked)
        return self.printed(chosen, page.Options(**options), worked)

    def in_numbers(
        self,
        values: Mapping[str, Any] | Literal["friendly"] = "friendly",
        *,
        seed: int = 0,
        optimizer: str = "gradient_descent",
        settings: Mapping[str, float] | None = None,
    ) -> WorkedExample:
        """The network worked in numbers: formula = numbers put in = result, and the first step of an optimizer.

        Args:
            values: a number or array for every data and parameter name; ``"friendly"`` draws small ones for one
                example with the ``seed``.
            optimizer: an entry of the library, with its ``settings`` such as ``{"learning_rate": 0.1}``.

        Raises NotSupported for a network too large to be followed by hand, InputError and its kinds for values that
        do not fit.
        """
        given = friendly_values(self, seed) if isinstance(values, str) else values
        return worked_example(self, given, optimizer, settings)

    def document(self, level: Level = "lecture") -> page.Document:
        """The page before any format is chosen; ``level`` is how small its steps are.

        Raises InputError for an unknown level.
        """
        return page.from_derivation(self, level, self._as_computed)

    def printed(self, printer: page.Printer, options: page.Options, worked: WorkedExample | None = None) -> str | bytes:
        """The derivation as a printer prints it, with a network in numbers if one is given.

        Raises InputError for a name to follow that does not occur.
        """
        return printer.derivation(self, options, self._as_computed, worked)

    @cached_property
    def _as_computed(self) -> tuple[program.AsComputed, ...]:
        if self.model.layers is not None or self.form:
            return ()
        try:
            built: program.Program = program.build(self.model, self)
        except InputError:  # what cannot be computed is derived all the same
            return ()
        return built.as_computed

    def explain(self, name: str) -> Explanation:
        """The way from the cost to one name: every link, its local derivative, and the product. ``print`` shows it.

        Args:
            name: ``"dW1"`` or ``"W1"``; what the cost depends on. The nearest name is offered for any other.
        """
        found = calculus.explain(self.model, name, self.convention)
        return Explanation(**{f.name: getattr(found, f.name) for f in fields(calculus.Answer)})

    def translate(self, name: str, to: str | Convention) -> Translation:
        """A gradient (``"dW1"``) of this derivation in another convention, with the certified bridge.

        Raises InputError for an unknown name or convention, NotSupported for one that the model does not allow.
        """
        return translate(self.given or self.model, name, self.convention, find_convention(to))

    def save(
        self,
        path: str | Path,
        target: str | None = None,
        *,
        values: Mapping[str, Any] | Literal["friendly"] | None = None,
        **options: Any,
    ) -> Path:
        """Write to a file, atomically, in the format of its ending (``.md .html .pdf`` ...) or the one named.

        What belongs to a format is written beside it: ``save("post.md", "coursera")`` gives post.png as well, and
        warns if it cannot. Returns the path. Raises InputError for an ending or a format that is not known, and for
        two that do not belong together.
        """
        path = Path(path)
        printer = registry.for_file(path.suffix, target)
        chosen = page.Options(**options)
        worked = None if values is None else self.in_numbers(values)
        written = write_page(path, printer, lambda each: self.printed(each, chosen, worked))
        if written.failed is not None:
            raise written.failed
        for sentence in written.missing:
            warnings.warn(f"{path} was written {sentence}", stacklevel=2)
        return path

    def figure(self, kind: str = "columns", name: str | None = None) -> Figure:
        """The network as ``columns``, or the equation of ``name`` in ``matrices``: ``.to("html")``, ``.save(path)``.

        Raises InputError for another kind, or a name without an equation.
        """
        return Figure(page.figure_page(self, kind, name))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """What Jupyter shows: LaTeX, a picture if typst is installed, and text."""
        return page.mime_bundle(self.document(), page.Options())

    def __str__(self) -> str:
        return str(self.to("terminal"))

    def __repr__(self) -> str:
        listed = "".join(f"\n  {equation!r}" for equation in self.equations)
        return f"Derivatives of {self.model.cost}, {self.convention.title}:{listed}"


class Model(model.Model):
    """Equations, understood. Made by ``cg.read`` and ``cg.mlp``."""

    def __repr__(self) -> str:
        lines = []
        for quantity in self.quantities.values():
            written = f" = {text(quantity.written)}" if quantity.written is not None else ""
            lines.append(f"\n  {quantity.name}{written}   ({quantity.shape})")
        return f"Model with the cost {self.cost}:{''.join(lines)}"

    @cached_property
    def _derivations(self) -> dict[tuple[object, ...], Derivation]:
        return {}

    def derive(
        self,
        convention: str | Convention | None = None,
        wrt: Collection[str] | str | None = None,
        form: str | None = None,
        element: str | None = None,
    ) -> Derivation:
        """Derive every gradient step by step; each step is certified.

        Args:
            convention: what dX means: the name of a preset or a Convention. Default ``"ng"``, the course's; or
                ``"literal"`` where the examples act on each other, so that none has a loss of its own. Another
                slope at a kink: ``chalkgrad.convention.presets()["ng"].with_kink("mean")``.
            wrt: names to differentiate by (``"W1"`` or ``"dW1"``); default all parameters and intermediates.
            form: how it is written: ``index`` (every line for one entry), ``matrix`` (no letters), ``element`` (one
                entry of one gradient), ``example`` (one column x, in vectors), ``batch`` (the batch told from one
                example); default letters first, then matrices.
            element: the entry of the form ``element``: ``"W1[2,3]"``, ``"W1[i,k]"``; default one of the first weight.

        Raises InputError for an unknown name, convention or form; NotSupported for a model that has no such form.
        """
        chosen = find_convention(convention) if convention is not None else None
        names = frozenset([wrt] if isinstance(wrt, str) else wrt) if wrt is not None else None
        key = (chosen, names, form, element)
        if key not in self._derivations:
            if form is None and element is None:
                found = calculus.derive(self, chosen, names)
            else:
                found = calculus.in_form("element" if form is None else form, self, chosen, names, element)
            self._derivations[key] = Derivation(
                **{f.name: getattr(found, f.name) for f in fields(calculus.Derivation) if f.init}, given=self
            )
        return self._derivations[key]

    def at_depth(self, depth: int, **functions: str) -> Model:
        """The network of this many layers, of a model whose layers are counted by l.

        ``functions`` name what stands for any function: ``model.at_depth(3, g="tanh", C="half_squared_error")``.
        Raises InputError for a model without layers, a depth that is no whole number, and a function that is not
        chosen, not known or has another number of arguments; it names the nearest one.
        """
        if self.layers is None:
            raise InputError("this model has its depth already", hint="at_depth is for models with Z[l], l = 1..L")
        if not isinstance(depth, int) or isinstance(depth, bool):
            raise InputError(f"a depth is a whole number of layers, not {depth!r}", hint="model.at_depth(3)")
        check_chosen(self.layers.unknown, functions, self.library)
        return from_text(self.layers.at_depth(depth, functions), library=self.library)

    def _with_a_depth(self) -> None:
        if self.layers is not None:
            raise NotSupported(
                "a network of any depth cannot be computed",
                hint='Choose one: model.at_depth(3, g="tanh"), on the command line --depth 3 --functions g=tanh',
            )

    def program(self, target: str = "numpy", convention: str | Convention | None = None, dtype: str = "float64") -> Any:
        """The derived equations as a straight-line program; ``.source`` is the code that runs."""
        self._with_a_depth()
        derivation = self.derive(convention)
        return program.build(derivation.model, derivation, target=target, dtype=dtype)

    @cached_property
    def _programs(self) -> dict[tuple[Convention, str, frozenset[str] | None], Any]:
        return {}

    def gradients(
        self,
        values: Mapping[str, Any],
        wrt: Collection[str] | str | None = None,
        convention: str | Convention | None = None,
        dtype: str | None = None,
    ) -> dict[str, np.ndarray]:
        """The gradients at given values, computed by the derived program.

        Args:
            values: an array (or number) for every data and parameter name: ``{"X": ..., "Y": ..., "W1": ...}``. Where
                Theta1 = [b1, W1] is written, it may be given whole, the bias as its first column.
            wrt: names (``"W1"`` or ``"dW1"``); default all parameters and intermediates.
            convention: what dX means.
            dtype: ``"float32"`` or ``"float64"``; default float32 only if all arrays are float32.

        Returns a dict by gradient name: ``{"dW1": ..., "dA1": ...}``. Raises DataError for arrays that do not fit.
        """
        self._with_a_depth()
        if dtype is None:
            kinds = {np.asarray(value).dtype for value in values.values() if np.ndim(value)}
            dtype = "float32" if kinds == {np.dtype("float32")} else "float64"
        names = frozenset([wrt] if isinstance(wrt, str) else wrt) if wrt is not None else None
        derivation = self.derive(convention, names)
        chosen = derivation.convention
        key = (chosen, dtype, names)
        if key not in self._programs:
            self._programs[key] = program.build(derivation.model, derivation, target="numpy", dtype=dtype)
        wanted = None
        if names is not None:
            known = {*derivation, *derivation.model.blocks}
            called = chosen.gradients_of(derivation.model.quantities)
            wanted = [n if n in known else chosen.adjoint_of(called.get(n, n)) for n in sorted(names)]
        blocks = {**self.blocks, **derivation.model.blocks}
        given = program.taken_apart(values, blocks)
        found: dict[str, np.ndarray] = self._programs[key].gradients(given, wrt=wanted)
        return found

    def compare(
        self, given: Mapping[str, Any], values: Mapping[str, Any], convention: str | Convention | None = None
    ) -> review.Comparison:
        """Say whether given numbers are the gradient, and if not how they are off.

        Args:
            given: arrays by gradient name, ``{"dW1": mine}``.
            values: an array for every data and parameter name.
        """
        derivation = self.derive(convention)
        blocks = {**self.blocks, **derivation.model.blocks}
        together = [e for e in derivation.equations if isinstance(e, calculus.BlockEquation) and e.is_derivative]
        parts = program.taken_apart(given, {equation.name: equation.parts for equation in together})
        return review.compare(derivation.model, derivation, parts, program.taken_apart(values, blocks))


def find_convention(chosen: str | Convention) -> Convention:
    return chosen if isinstance(chosen, Convention) else convention(chosen)


def read(text_or_path: str | Path, library: Library = None) -> Model:
    """Read a model from its equations, or from a file.

    A string without a newline and without ``=`` is a path. ``library`` names files, or folders of files, with entries
    of your own (activations, losses, optimizers ...); those beside the model's file are found without it, and those in
    the current folder for a model given as text. Raises NotationError, ModelError or ShapeError, which show the place;
    InputError for a file that cannot be read.
    """
    if isinstance(text_or_path, str) and not text_or_path.strip():
        return from_text("")
    if isinstance(text_or_path, Path) or ("\n" not in text_or_path and "=" not in text_or_path):
        return as_model(read_model_file(Path(text_or_path), library))
    return from_text(text_or_path, "<text>", library_files(library, Path()))


def from_text(source: str, filename: str = "<text>", library: tuple[LibraryFile, ...] = ()) -> Model:
    """Read equations that are known to be text, with the user's library files that were found."""
    return as_model(read_model(source, filename, library))


def as_model(built: model.Model) -> Model:
    """The same equations with the methods a user calls."""
    return Model(**{f.name: getattr(built, f.name) for f in fields(model.Model)})
