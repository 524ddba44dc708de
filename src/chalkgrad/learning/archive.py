"""Named arrays in one ``.npz`` file: written atomically, read without trusting the file.

Reading never unpickles, and compares what each header claims with the bytes that are there before any array is
allocated, so a damaged or hostile file costs a sentence and not the memory of the machine.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np

from ..errors import DataError
from .atomic import replacing

Array = np.ndarray[Any, np.dtype[Any]]

#: The largest archive that is read back: 4 GiB of arrays.
MAX_BYTES = 4 * 2**30
MAX_ARRAYS = 100_000
_KINDS = "fiubU"  # floats, integers, booleans, text; never objects


def save_arrays(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write the arrays under their names, each in C order whatever its order in memory."""
    with replacing(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for name, array in arrays.items():
            # A fixed date: the same arrays give the same bytes.
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            with archive.open(entry, "w", force_zip64=True) as member:
                # ascontiguousarray would turn a scalar into a vector; asarray keeps it and orders the rest.
                np.lib.format.write_array(member, np.asarray(array, order="C"), allow_pickle=False)


def load_arrays(path: Path, way_out: str) -> dict[str, Array]:
    """The arrays of a file, by name. ``way_out`` ends the message of the DataError for a damaged file."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            total = sum(member.file_size for member in members)
            if len(members) > MAX_ARRAYS or total > MAX_BYTES:
                raise DataError(
                    f"{path} claims {len(members)} arrays of {total} bytes together; "
                    f"at most {MAX_ARRAYS} arrays and {MAX_BYTES} bytes are read.",
                    hint=way_out,
                )
            return {member.filename.removesuffix(".npy"): _read_member(archive, member) for member in members}
    except FileNotFoundError:
        raise DataError(f"{path} is missing.", hint=way_out) from None
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError) as error:
        raise DataError(f"{path} is damaged: {error}.", hint=way_out) from None


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Array:
    with archive.open(member) as file:
        shape, dtype = _read_header(file)
        if dtype.kind not in _KINDS:
            raise ValueError(f"the array {member.filename} holds {dtype}, which is never written here")
        count = 1
        for size in shape:
            count *= size
        if count * dtype.itemsize > member.file_size:
            raise ValueError(f"the array {member.filename} claims the shape {shape}, more than the file holds")
    with archive.open(member) as file:
        array: Array = np.lib.format.read_array(file, allow_pickle=False)
        # The checksum of a zip member is only compared when it has been read to its end.
        if file.read(1):
            raise ValueError(f"the array {member.filename} is followed by other bytes")
        return array


def _read_header(file: IO[bytes]) -> tuple[tuple[int, ...], np.dtype[Any]]:
    version = np.lib.format.read_magic(file)
    if version == (1, 0):
        shape, _, dtype = np.lib.format.read_array_header_1_0(file)
    elif version == (2, 0):
        shape, _, dtype = np.lib.format.read_array_header_2_0(file)
    else:
        raise ValueError(f"an array in format {version}")
    return shape, dtype
