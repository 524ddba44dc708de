"""What is written beside a page: a picture to attach to a post."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

import chalkgrad as cg
from chalkgrad import page
from chalkgrad.app.command import run
from chalkgrad.convention import convention
from chalkgrad.errors import InputError
from chalkgrad.page import registry
from chalkgrad.page.document import Document
from chalkgrad.page.printer import Options, Printer

LOGISTIC = "a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))"


def test_every_companion_is_a_format() -> None:
    for printer in page.printers().values():
        for name in printer.companions:
            assert page.printer(name).endings != printer.endings


def test_a_post_comes_with_its_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("typst")
    post = tmp_path / "post.md"
    assert run(["derive", LOGISTIC, "--for", "coursera", "-o", str(post)]) == 0
    assert capsys.readouterr().out == f"wrote {post}\nwrote {tmp_path / 'post.png'}\n"
    assert post.read_text(encoding="utf-8").startswith("# Derivatives of $$L$$")
    assert (tmp_path / "post.png").read_bytes().startswith(b"\x89PNG")
    assert run(["why", "transpose", "--for", "coursera", "-o", str(tmp_path / "why.md")]) == 0
    assert (tmp_path / "why.png").exists()


def test_from_python_too(tmp_path: Path) -> None:
    pytest.importorskip("typst")
    derivation = cg.read(LOGISTIC).derive()
    assert derivation.save(tmp_path / "post.md", "coursera") == tmp_path / "post.md"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["post.md", "post.png"]


@pytest.fixture
def without_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the library that draws were not installed."""

    def page(document: Document, options: Options) -> bytes:
        raise InputError("PNG needs typst", hint='pip install "chalkgrad[pdf]"')

    known = dict(registry.printers()) | {"png": Printer("png", (".png",), page=page)}
    monkeypatch.setattr(registry, "printer", lambda name: known[name])


@pytest.mark.usefixtures("without_pictures")
def test_without_the_library_there_is_the_post_all_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    post = tmp_path / "post.md"
    assert run(["derive", LOGISTIC, "--for", "coursera", "-o", str(post)]) == 0
    said = capsys.readouterr()
    assert said.out == f"wrote {post}\n"
    assert said.err == 'without the png that belongs to it: PNG needs typst\n  pip install "chalkgrad[pdf]"\n'
    with pytest.warns(UserWarning, match="without the png"):
        cg.read(LOGISTIC).derive().save(tmp_path / "again.md", "coursera")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.md", "post.md"]


def test_a_post_on_the_screen_is_text_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["derive", LOGISTIC, "--for", "coursera"]) == 0
    assert capsys.readouterr().out.startswith("# Derivatives of $$L$$")


def test_a_name_is_followed_and_must_occur(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["derive", LOGISTIC, "--for", "github", "--follow", "a"]) == 0
    assert r"\underline{{a}}" in capsys.readouterr().out
    assert run(["derive", LOGISTIC, "--for", "github", "--follow", "daa"]) == 2
    said = capsys.readouterr().err
    assert "there is no daa to follow" in said and "Did you mean da?" in said


def test_a_folder_that_does_not_exist_is_named(tmp_path, capsys):
    assert run(["derive", "L = x^2", "-o", str(tmp_path / "nodir" / "x.md")]) == 2
    said = capsys.readouterr().err
    assert f"the folder {tmp_path / 'nodir'} does not exist" in said
    assert "partial" not in said


@pytest.mark.parametrize(("name", "target"), [("a.html", "github"), ("a.md", "html"), ("a.pdf", "png"), ("a", "pdf")])
def test_a_format_is_not_written_to_the_files_of_another(tmp_path: Path, name: str, target: str) -> None:
    derivation = cg.read(LOGISTIC).derive()
    for shown in (derivation, derivation.figure()):
        with pytest.raises(InputError, match="files that end in") as caught:
            shown.save(tmp_path / name, target)
        assert caught.value.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_figure_goes_to_a_folder_that_exists(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        cg.read(LOGISTIC).derive().figure().save(tmp_path / "nowhere" / "a.txt")


def test_a_folder_that_is_a_file_is_called_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "net.chalk").write_text("L = x^2", encoding="utf-8")
    for place in ("x.md", "deeper/x.md"):
        assert run(["derive", "L = x^2", "-o", str(tmp_path / "net.chalk" / place)]) == 2
        assert f"{tmp_path / 'net.chalk'} is a file" in capsys.readouterr().err


def _full(*given: object) -> None:
    """As a system that has no room for larger files."""
    raise OSError(errno.EFBIG, "File too large")


def test_an_error_names_the_file_that_was_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fsync", _full)
    assert run(["derive", "L = x^2", "-o", str(tmp_path / "x.md")]) == 2
    assert capsys.readouterr().err == f"error: {tmp_path / 'x.md'}: File too large\n"
    monkeypatch.undo()
    monkeypatch.setattr(Path, "with_name", lambda path, name: path / name)
    assert run(["derive", "L = x^2", "-o", str(tmp_path / "x.md")]) == 2
    assert capsys.readouterr().err == f"error: {tmp_path / 'x.md'}: No such file or directory\n"
    assert list(tmp_path.iterdir()) == []


def test_a_picture_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("typst")
    (tmp_path / "post.png").mkdir()
    assert run(["derive", LOGISTIC, "--for", "coursera", "-o", str(tmp_path / "post.md")]) == 2
    said = capsys.readouterr()
    assert said.out == f"wrote {tmp_path / 'post.md'}\n"
    assert "without the png that belongs to it\n" in said.err
    assert said.err.endswith(f"error: {tmp_path / 'post.png'}: Is a directory\n")
    with pytest.raises(OSError, match="Is a directory"):
        cg.read(LOGISTIC).derive().save(tmp_path / "post.md", "coursera")


def test_an_empty_name_cannot_be_followed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["derive", LOGISTIC, "--follow", ""]) == 2
    assert "error: an empty name is none to follow in the derivatives of L\n" in capsys.readouterr().err


@pytest.mark.parametrize("spelling", ["δ", "dz", "delta"])
def test_an_error_may_be_spelled_in_letters(spelling: str, capsys: pytest.CaptureFixture[str]) -> None:
    given = [LOGISTIC, "--convention", "nielsen", "--format", "github"]
    assert run(["derive", *given, "--follow", spelling]) == 0
    assert r"\underline{{\delta}}" in capsys.readouterr().out
    assert run(["derive", *given, "--wrt", spelling]) == 0
    assert r"\delta" in capsys.readouterr().out
    assert run(["derive", *given, "--element", spelling, "--form", "element"]) == 0
    assert r"\delta" in capsys.readouterr().out
    assert run(["explain", LOGISTIC, spelling, *given[1:]]) == 0
    assert r"\underline{{\delta}}" in capsys.readouterr().out
    assert run(["translate", LOGISTIC, spelling, "--from", "nielsen", "--to", "ng"]) == 0
    assert "δ" in capsys.readouterr().out


def test_a_spelling_is_not_taken_from_a_name_of_the_model() -> None:
    nielsen = convention("nielsen")
    assert nielsen.gradients_of(["Z2", "W2"]) == {"δ2": "Z2", "dW2": "W2", "dZ2": "Z2", "delta2": "Z2"}
    assert nielsen.gradients_of(["Z2", "delta2"]) == {"δ2": "Z2", "ddelta2": "delta2", "dZ2": "Z2"}
    assert convention("ng").gradients_of(["Z2"]) == {"dZ2": "Z2"}
    gradients = cg.read(LOGISTIC).gradients({"z": 0.5, "y": 1.0}, wrt="delta", convention="nielsen")
    assert list(gradients) == ["δ"]
