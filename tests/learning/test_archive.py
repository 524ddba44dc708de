"""Files that are whole or absent, and arrays that come back as they were, whatever their order in memory."""

import os
import zipfile
from pathlib import Path

import numpy as np
import pytest

from chalkgrad.errors import DataError
from chalkgrad.learning import archive
from chalkgrad.learning.archive import load_arrays, save_arrays
from chalkgrad.learning.atomic import remove_partial_files, replacing, write_json, write_text


def test_arrays_of_any_order_and_kind_come_back(tmp_path: Path) -> None:
    base = np.arange(24.0, dtype=np.float32).reshape(4, 6)
    arrays = {
        "c": base,
        "transposed": base.T,
        "fortran": np.asfortranarray(base),
        "slice": base[::2, ::-3],
        "state/adam/t": np.array(7),
        "text": np.array("ä name"),
        "empty": np.empty((0, 3)),
    }
    save_arrays(tmp_path / "a.npz", arrays)
    again = load_arrays(tmp_path / "a.npz", "")
    assert list(again) == list(arrays)
    for name, array in arrays.items():
        assert again[name].dtype == array.dtype
        np.testing.assert_array_equal(again[name], array)
    with np.load(tmp_path / "a.npz", allow_pickle=False) as plain:
        np.testing.assert_array_equal(plain["transposed"], base.T)


def test_the_same_arrays_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.npz", "b.npz"):
        save_arrays(tmp_path / name, {"W": np.eye(3)})
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_objects_are_neither_written_nor_read(tmp_path: Path) -> None:
    objects = np.array([{"a": 1}], dtype=object)
    with pytest.raises(ValueError, match="allow_pickle"):
        save_arrays(tmp_path / "a.npz", {"o": objects})
    assert list(tmp_path.iterdir()) == []
    np.savez(tmp_path / "b.npz", o=objects)
    with pytest.raises(DataError, match="holds object, which is never written here"):
        load_arrays(tmp_path / "b.npz", "")


def test_damage_at_any_byte_gives_an_error_or_the_right_arrays(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    expected = np.arange(6.0).reshape(2, 3)
    save_arrays(path, {"W": expected})
    whole = path.read_bytes()
    refused = 0
    for position in range(len(whole)):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 0xFF]) + whole[position + 1 :])
        try:
            found = load_arrays(path, "way out")
        except DataError as error:
            refused += 1
            assert str(path) in str(error)
            assert "way out" in str(error)
        else:  # bytes that carry nothing, such as dates and padding
            for array in found.values():
                np.testing.assert_array_equal(array, expected)
    assert refused > len(whole) // 3


@pytest.mark.parametrize("length", [0, 1, 30, 100, 200])
def test_a_file_cut_short_is_damaged(tmp_path: Path, length: int) -> None:
    path = tmp_path / "a.npz"
    save_arrays(path, {"W": np.eye(3)})
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(DataError, match="is damaged"):
        load_arrays(path, "")


def test_a_header_that_claims_more_than_the_file_holds_costs_no_memory(tmp_path: Path) -> None:
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }"
    header += b" " * (117 - len(header)) + b"\n"
    member = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(80)
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as file:
        file.writestr("W.npy", member)
    with pytest.raises(DataError, match="more than the file holds"):
        load_arrays(tmp_path / "a.npz", "")


def test_an_archive_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_arrays(tmp_path / "a.npz", {"W": np.eye(3)})
    monkeypatch.setattr(archive, "MAX_BYTES", 100)
    with pytest.raises(DataError, match="at most"):
        load_arrays(tmp_path / "a.npz", "")


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_text(path, "old")
    with pytest.raises(RuntimeError), replacing(path) as file:
        file.write(b"half")
        raise RuntimeError
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]


def test_json_has_no_nan(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        write_json(tmp_path / "a.json", {"loss": float("nan")})
    assert not (tmp_path / "a.json").exists()


def test_leftovers_are_cleared(tmp_path: Path) -> None:
    write_text(tmp_path / "a.txt", "x")
    (tmp_path / ".a.txt.partial").write_text("half")
    remove_partial_files(tmp_path)
    assert os.listdir(tmp_path) == ["a.txt"]


def test_two_who_write_the_same_file_at_once_do_not_meet(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with replacing(path) as first, replacing(path) as second:
        first.write(b"first, the longer")
        second.write(b"second")
    assert path.read_bytes() == b"first, the longer"  # it ended last
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_followed_and_permissions_stay(tmp_path: Path) -> None:
    target, link, dangling = tmp_path / "private.txt", tmp_path / "link.txt", tmp_path / "dangling.txt"
    target.write_text("old")
    target.chmod(0o600)
    link.symlink_to(target.name)
    write_text(link, "new")
    assert link.is_symlink() and target.read_text() == "new"
    assert target.stat().st_mode & 0o777 == 0o600
    dangling.symlink_to("made.txt")
    write_text(dangling, "new")
    assert (tmp_path / "made.txt").read_text() == "new"


def test_a_name_may_be_as_long_as_the_system_allows(tmp_path: Path) -> None:
    write_text(tmp_path / ("n" * 255), "long")
    write_text(tmp_path / ("é" * 127), "long")
    assert len(list(tmp_path.iterdir())) == 2
