"""The command line around derive: formats, files, exit codes."""

import itertools
import json

import pytest

from chalkgrad.app.command import run

LOGISTIC = "a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))"


def test_json_keeps_the_contract(capsys):
    assert run(["derive", LOGISTIC, "--wrt", "z", "--format", "json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["convention"] == "ng"
    equation = record["equations"][-1]
    assert (equation["name"], equation["text"], equation["certificate"]["kind"]) == ("dz", "a - y", "proved")
    assert {"name", "text", "latex", "shape", "certificate", "steps"} <= equation.keys()
    step = equation["steps"][0]
    assert {"rule", "words", "before", "after", "certificate", "children"} <= step.keys()
    chain = [(s["before"], s["after"]) for s in equation["steps"]]
    assert all(first[1] == second[0] for first, second in itertools.pairwise(chain))


def test_the_ending_of_the_file_chooses_the_format(tmp_path):
    assert run(["derive", LOGISTIC, "-o", str(tmp_path / "a.md")]) == 0
    assert "```math" in (tmp_path / "a.md").read_text(encoding="utf-8")
    assert run(["derive", LOGISTIC, "-o", str(tmp_path / "a.json")]) == 0
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["model"]


def test_follow_marks_names_in_the_page(tmp_path):
    page = tmp_path / "a.html"
    assert run(["derive", LOGISTIC, "-o", str(page), "--follow", "dz", "--follow", "a"]) == 0
    written = page.read_text(encoding="utf-8")
    assert '<mi class="f1">𝑑𝑧</mi>' in written and '<mi class="f2">a</mi>' in written


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["derive", "a = (b"], 2, "never closed"),
        (["derive", "no_such_file.chalk"], 2, "no such file"),
        (["derive", "/dev/zero"], 2, "is not a file"),
        (["derive", LOGISTIC, "-o", "/nonexistent/folder/a.md"], 2, "/nonexistent"),
        (["derive", LOGISTIC, "--convention", "litteral"], 2, "Did you mean literal?"),
        (["derive", LOGISTIC, "--format", "pfd"], 2, "pfd"),
        (["derive", LOGISTIC, "--format", "html", "--for", "github"], 2, "name two formats"),
        (["deriv", LOGISTIC], 2, "Did you mean derive?"),
        (["derive", LOGISTIC, "--wrt", "Q"], 2, "there is no Q in the model"),
        (
            ["derive", LOGISTIC, "--follow", "dzz"],
            2,
            "there is no dzz to follow in the derivatives of L\n  Did you mean dz?",
        ),
        (["derive", "sigmoid", "--follow", "z"], 2, "--follow needs a model"),
        (["derive", ""], 2, "the model is empty"),
        (["library", "sigmod"], 2, "Did you mean sigmoid?"),
    ],
)
def test_mistakes_are_answered_in_a_sentence(arguments, code, words, capsys):
    assert run(arguments) == code
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said


def test_the_library_shows_an_entry_with_its_proof(capsys):
    assert run(["library", "sigmoid"]) == 0
    shown = [line.split() for line in capsys.readouterr().out.splitlines() if line.endswith("✓ proved")]
    assert [
        "=",
        "a",
        "(1",
        "-",
        "a)",
        "as",
        "it",
        "is",
        "taught,",
        "where",
        "a",
        "is",
        "the",
        "value",
        "✓",
        "proved",
    ] in shown


def test_doctor_is_content(capsys):
    assert run(["doctor"]) == 0
    assert "self-test: dz = a - y, proved" in capsys.readouterr().out
