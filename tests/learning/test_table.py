"""Reading CSV files as people have them, and saying exactly what is wrong with the others."""

from pathlib import Path

import pytest

from chalkgrad.errors import DataError
from chalkgrad.learning import table as table_module
from chalkgrad.learning.cells import gaps, no_number, read_numbers, words_found
from chalkgrad.learning.table import read_table


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "data.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_quoted_commas_bom_windows_ends_and_line_breaks_in_cells(tmp_path: Path) -> None:
    path = write(tmp_path, b'\xef\xbb\xbfName,Age\r\n"Braund, Mr. Owen",22\r\n"two\r\nlines",38\r\n\r\nlast,1\r\n')
    table = read_table(path)
    assert table.cells("Name") == ("Braund, Mr. Owen", "two\r\nlines", "last")
    assert table.cells("Age") == ("22", "38", "1")
    assert table.lines == (2, 3, 6)
    assert table.row_numbers == (1, 2, 3)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_separator_is_found(tmp_path: Path, delimiter: str) -> None:
    table = read_table(write(tmp_path, f"a{delimiter}b\n1{delimiter}2\n"))
    assert list(table.columns) == ["a", "b"]
    assert table.delimiter == delimiter


def test_a_single_column_is_a_table(tmp_path: Path) -> None:
    assert read_table(write(tmp_path, "a\n1\n2\n")).cells("a") == ("1", "2")


def test_keeping_rows_keeps_their_places(tmp_path: Path) -> None:
    path = write(tmp_path, "a\n1\n2\n3\n")
    kept = read_table(path).keep([0, 2])
    assert kept.cells("a") == ("1", "3")
    assert kept.place(1) == f"{path}, row 3 (line 4)"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty."),
        ("a,b\n", "has a header (“a”, “b”) and no rows."),
        ("a,a\n1,2\n", "the header names “a” more than once."),
        ("a,b\n1,2\n3\n", "row 2 (line 3): 1 cells where the header has 2 columns."),
        ('a,b\n1,"2\n', "not readable as CSV: unexpected end of data."),
        (b"a\n\xff\n", "is not UTF-8 text: byte 2 is 0xff."),
        (b"a\n\x00\n", "is not a text file: it contains NUL characters."),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(DataError) as caught:
        read_table(write(tmp_path, content))
    assert message in str(caught.value)
    assert str(tmp_path / "data.csv") in str(caught.value)


def test_a_missing_file_names_the_nearest_one(tmp_path: Path) -> None:
    write(tmp_path, "a\n1\n")
    with pytest.raises(DataError, match="no such file") as caught:
        read_table(tmp_path / "dota.csv")
    assert f"Did you mean {tmp_path / 'data.csv'}?" in str(caught.value)


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is a folder"):
        read_table(tmp_path)


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_module, "MAX_BYTES", 3)
    with pytest.raises(DataError, match="tables are read into memory"):
        read_table(write(tmp_path, "a\n1\n2\n"))


def test_a_missing_column_names_the_nearest(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, "mean_area,diagnosis\n1,b\n"))
    with pytest.raises(DataError) as caught:
        table.cells("diagnose")
    assert str(caught.value).endswith("has no column “diagnose”.\n  Did you mean “diagnosis”?")
    with pytest.raises(DataError) as far:
        table.cells("xyz")
    assert far.value.hint == "The columns are: “mean_area”, “diagnosis”."


def test_numbers_gaps_and_words_are_told_apart() -> None:
    read = read_numbers(["1", " 2.5 ", "-3e2", "", "NA", "n/a", "NaN", "?", "null", "inf", "1_000", "abc"])
    assert read.values[:3].tolist() == [1.0, 2.5, -300.0]
    assert read.missing == (3, 4, 5, 6, 7, 8)
    assert read.words == (9, 10, 11)


def test_a_word_among_numbers_is_named_with_row_line_and_column(tmp_path: Path) -> None:
    path = write(tmp_path, "a,mean_area\n1,2\n1,abc\n1,x\n")
    error = no_number(read_table(path), "mean_area", [1, 2])
    assert str(error) == (
        f"{path}, row 2 (line 3), column “mean_area”: “abc” is no number. 2 such cells in 3 rows.\n"
        "  Correct the file, or leave the column out with --drop mean_area."
    )


def test_a_decimal_comma_is_explained(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, "a;b\n1;3,14\n"))
    assert "Decimal commas are not read: write 3.14." in str(no_number(table, "b", [0]))


def test_gaps_are_named_with_the_way_out(tmp_path: Path) -> None:
    path = write(tmp_path, "a,b\n1,n/a\n,2\n")
    error = gaps(read_table(path), [("b", [0]), ("a", [1])])
    assert str(error) == (
        f"{path}, row 1 (line 2), column “b”: “n/a” is no number. 1 such cell in 2 rows. Gaps also in: “a” (1).\n"
        "  Leave such rows out with --missing drop, or fill the gaps with --missing median (or mean)."
    )


def test_columns_of_words_are_named_together(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, "Sex,Home town\nf,A\nm,B\nf,C\n"))
    message = str(words_found(table, ["Home town", "Sex"]))
    assert "column “Home town” holds words: 3 different values (“A”, “B”, “C”); column “Sex” holds words" in message
    assert '--drop "Home town"' in message
    assert "--one-hot Sex" in message
    table = read_table(write(tmp_path, "Sex,Ticket\nf,1\nm,A/5 2\nf,3\n"))
    message = str(words_found(table, ["Sex"], [("Ticket", [1])]))
    assert "; column “Ticket” holds numbers and 1 words (“A/5 2” in row 2)." in message
