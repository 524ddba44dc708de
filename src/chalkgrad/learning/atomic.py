"""Writing files so that a reader sees the old content or the new, never half of one.

The new content goes to a temporary file in the same folder, is flushed to the disk, and takes the name in one
step (``os.replace``). A process killed at any moment leaves at most a ``.name.….partial`` file beside an intact one.
Two processes that write the same file each have a temporary one of their own: the last to end has its say.
"""

from __future__ import annotations

import json
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_ENDING = ".partial"
_LONGEST_NAME = 50  # letters of the name that its temporary file repeats; a system allows 255 bytes


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a file to be written in place of ``path``; it takes the name only if the block ends well.

    A link is followed: what it leads to is replaced. A file that was there keeps its permissions.
    Raises OSError as the operating system gives it, about ``path``, the only name that callers know; they know what
    the file was for and say so.
    """
    target = Path(os.path.realpath(path))
    partial = target.with_name(f".{target.name[:_LONGEST_NAME]}.{secrets.token_hex(4)}{_ENDING}")
    try:
        with open(partial, "xb") as file:
            with suppress(FileNotFoundError):
                os.chmod(partial, stat.S_IMODE(target.stat().st_mode))
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, target)
    except OSError as error:
        _remove(partial)
        if error.errno is not None and error.filename in (None, str(partial)):
            raise OSError(error.errno, error.strerror, str(path)) from error
        raise
    except BaseException:  # an interrupt leaves nothing behind either
        _remove(partial)
        raise
    _flush_folder(target.parent)


def _remove(partial: Path) -> None:
    with suppress(OSError):
        partial.unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    """Make the new name itself durable, where the system lets a folder be flushed."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_atomically(path: Path, data: bytes) -> None:
    with replacing(path) as file:
        file.write(data)


def write_text(path: Path, text: str) -> None:
    write_atomically(path, text.encode("utf-8"))


def write_json(path: Path, record: object) -> None:
    """Strict JSON: NaN and infinities have no place in it and raise ValueError."""
    write_text(path, json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def remove_partial_files(folder: Path) -> None:
    """Clear away what killed writes left behind."""
    for leftover in folder.glob(f".*{_ENDING}"):
        with suppress(OSError):
            leftover.unlink()
