"""Reading a model for training: from a file the user named, or from the text kept in a run folder."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ..calculus.entry_claims import checked
from ..errors import InputError
from ..library import functions_for, giving_way, is_library, library_files, shelf_with
from ..model import build
from ..model.library_file import LibraryFile
from ..model.model import Model
from ..notation.spell import spell
from ..notation.text import text as text_of
from ..terms import Function

MAX_BYTES = 16 * 2**20


def read_model(text: str, filename: str, library: tuple[LibraryFile, ...] = ()) -> Model:
    """The model of a text that is known to be one (never a path), with the functions of the library.

    ``library`` are the user's files; only what the text mentions is read, and what it claims is proved.
    """
    library = giving_way(library, text)
    model = build(text, functions_for(text, library), filename)
    return with_library(model, library) if library else model


def with_library(model: Model, library: tuple[LibraryFile, ...]) -> Model:
    """The model with the user's library, of which it uses only entries whose claims hold.

    A note says where each was read. Raises InputError for a claim that does not hold.
    """
    own = shelf_with(library)
    used = [name for name in own.own if name in model.functions]
    notes = []
    for name in used:
        for finding in checked(own, name):
            if finding.problem:
                raise InputError(finding.problem, span=finding.span, hint=finding.way_out)
        value = text_of(spell(own.function(name).value))
        notes.append(f"{_called(own.function(name))} = {value} is read from {own.place(name).shown}")
    return replace(model, library=library, notes=(*model.notes, *notes))


def _called(function: Function) -> str:
    """``elu(z; alpha = 1)``; ``softmax(z)[i]`` for a function of a vector."""
    free = [name for name in function.arguments if name not in function.defaults]
    settings = [f"{name} = {text_of(spell(value))}" for name, value in function.defaults.items()]
    component = f"[{function.axis_index[0].name}]" if function.axis_index is not None else ""
    return f"{function.name}({', '.join(free)}{'; ' if settings else ''}{', '.join(settings)}){component}"


def read_model_file(path: Path, library: Iterable[str | Path] | str | Path | None = None) -> Model:
    """The model in a text file. Raises InputError if there is no such file or it is no text.

    ``library`` names the user's library files; those in the folder of the model are found (``library/library_files``).
    """
    try:
        if path.exists() and not path.is_file():
            raise InputError(f"{path} is not a file.", hint="A model is a text file of equations.")
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{path} is larger than {MAX_BYTES // 2**20} MB: this is no model.")
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        folder = path.parent
        names = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
        near = difflib.get_close_matches(path.name, names, n=1)
        hint = f"Did you mean {folder / near[0]}?" if near else "A model is a text file of equations."
        raise InputError(f"{path}: there is no such file.", hint=hint) from None
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8 text.", hint="A model is a text file of equations.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from None
    if is_library(LibraryFile(str(path), text)):
        raise InputError(
            f"{path} is a library file, no model.", hint=f"chalkgrad library check {path} tests what it says."
        )
    return read_model(text, str(path), library_files(library, path.parent))
