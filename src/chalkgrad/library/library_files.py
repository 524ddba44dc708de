"""Where a user's library is looked for. Always the same places, in this order, and nowhere else:

1. the files and folders that are named: ``library=`` in Python, ``--library`` on the command line;
2. those that the environment variable ``CHALKGRAD_LIBRARY`` lists;
3. the folder of the model's file; for a model that is given as text, the current folder.

Of a folder the files that end in ``.chalk`` and begin with the heading of an entry (``activation a = swash(z)``) are
library files; other files, models among them, and folders inside are left alone. Nothing is run: a library is text.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..errors import InputError
from ..model.library_file import LibraryFile
from .sections import entries_of

VARIABLE = "CHALKGRAD_LIBRARY"
MAX_BYTES = 2**20
MAX_FILES = 1000


def library_files(named: Iterable[str | Path] | str | Path | None, folder: str | Path) -> tuple[LibraryFile, ...]:
    """The library files at the named paths, in CHALKGRAD_LIBRARY and in ``folder``, each once.

    Raises InputError for a path that was named or listed and cannot be read.
    """
    wanted = [named] if isinstance(named, (str, Path)) else list(named or ())
    listed = [part for part in os.environ.get(VARIABLE, "").split(os.pathsep) if part]
    files: dict[Path, LibraryFile] = {}
    for path in map(Path, wanted):
        for file in _asked_for(path, True, ""):
            files.setdefault(Path(file.filename).resolve(), file)
    for path in map(Path, listed):
        for file in _asked_for(path, False, f"{VARIABLE} lists it. "):
            files.setdefault(Path(file.filename).resolve(), file)
    for beside in _listed(Path(folder)):
        if beside.resolve() not in files and (text := _readable(beside)):
            files[beside.resolve()] = LibraryFile(str(beside), text, named=False)
    return tuple(file for file in files.values() if file.named or is_library(file))


def is_library(file: LibraryFile) -> bool:
    """Whether a text begins with the heading of an entry, which no model does."""
    return bool(entries_of(file.text, file.filename, strict=False))


def _asked_for(path: Path, named: bool, why: str) -> Iterator[LibraryFile]:
    """The file, or the library files of the folder, at a path that was named or listed."""
    if not path.is_dir():
        yield LibraryFile(str(path), _text(path, why), named)
        return
    for file in _listed(path):
        found = LibraryFile(str(file), _text(file, why), named)
        if is_library(found):
            yield found


def _listed(folder: Path) -> list[Path]:
    """The .chalk files of a folder by name."""
    try:
        names = sorted(entry.name for entry in os.scandir(folder) if entry.name.endswith(".chalk") and entry.is_file())
    except OSError:
        return []
    if len(names) > MAX_FILES:
        raise InputError(f"{folder} holds {len(names)} .chalk files; a library may have {MAX_FILES}.")
    return [folder / name for name in names]


def _text(file: Path, why: str) -> str:
    """The text of a file that was asked for."""
    way_out = f"{why}A library is a file of entries, or a folder of such files."
    try:
        if not file.exists():
            raise InputError(f"{file}: there is no such file or folder.", hint=way_out)
        if not file.is_file():
            raise InputError(f"{file} is not a file.", hint=way_out)
        if file.stat().st_size > MAX_BYTES:
            raise InputError(f"{file} is larger than {MAX_BYTES // 2**20} MB: this is no library.", hint=way_out)
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{file} is not UTF-8 text.", hint=way_out) from None
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or error}.", hint=way_out) from None


def _readable(file: Path) -> str:
    """The text of a file that was only found; one that cannot be read is as good as absent."""
    try:
        return file.read_bytes().decode("utf-8-sig") if file.stat().st_size <= MAX_BYTES else ""
    except (OSError, UnicodeDecodeError):
        return ""
