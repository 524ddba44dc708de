"""Reading a model for training: from a file the user named, or from the text kept in a run folder."""

from __future__ import annotations

import difflib
from pathlib import Path

from ..errors import InputError
from ..library import functions
from ..model import build
from ..model.model import Model

MAX_BYTES = 16 * 2**20


def read_model(text: str, filename: str) -> Model:
    """The model of a text that is known to be one (never a path), with the functions of the library."""
    return build(text, functions(), filename)


def read_model_file(path: Path) -> Model:
    """The model in a text file. Raises InputError if there is no such file or it is no text."""
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
    return read_model(text, str(path))
