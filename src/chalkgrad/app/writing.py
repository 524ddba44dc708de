"""Writing a page to a file, and beside it what belongs to it: a picture to attach to a post."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError
from ..learning.atomic import write_atomically
from ..page import registry
from ..page.printer import Printer

#: The page as a printer prints it. Raises InputError where it cannot.
Printing = Callable[[Printer], str | bytes]


@dataclass(frozen=True, slots=True)
class Written:
    """The files that were written, the page first, and for each companion that could not be made a sentence.

    ``failed`` is what the system said where a companion was made and could not be written.
    """

    paths: tuple[Path, ...]
    missing: tuple[str, ...] = ()
    failed: OSError | None = None


def write_page(path: Path, printer: Printer, printed: Printing) -> Written:
    """Write the page, each file atomically, and its companions under the same name with their own endings.

    A companion that cannot be made, because a library is not installed, keeps nobody from having the page.
    Raises InputError if the page itself cannot be printed or its folder does not exist, OSError as the system gives it.
    """
    check_folder(path)
    _write(path, printed(printer))
    paths, missing, failed = [path], [], None
    for name in printer.companions:
        try:
            companion = registry.printer(name)
            beside = path.with_suffix(companion.endings[0])
            _write(beside, printed(companion))
            paths.append(beside)
        except InputError as error:
            missing.append(f"without the {name} that belongs to it: {error}")
        except OSError as error:
            missing.append(f"without the {name} that belongs to it")
            failed = error
    return Written(tuple(paths), tuple(missing), failed)


def check_folder(path: Path) -> None:
    """Raises InputError if the folder that the file is to stand in does not exist, or the file is a folder."""
    for folder in path.parents:
        if folder.exists() and not folder.is_dir():
            raise InputError(f"{folder} is a file, so nothing can stand in it", hint="Write somewhere else.")
    if not path.parent.is_dir():
        raise InputError(f"the folder {path.parent} does not exist", hint="Make it first, or write somewhere else.")
    if path.is_dir():
        raise InputError(f"{path} is a folder", hint="Name a file in it.")


def _write(path: Path, printed: str | bytes) -> None:
    write_atomically(path, printed.encode("utf-8") if isinstance(printed, str) else printed)
