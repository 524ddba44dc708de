"""Typst: formulas from their trees, words that are never code, lines broken where they are too wide."""

from __future__ import annotations

import re

import pytest
from figures import COLUMNS, MATRICES, PICTURE
from hypothesis import given, settings
from hypothesis import strategies as st
from written_derivations import PROVED, surface

from chalkgrad.notation.surface import Call, Indexed, Name
from chalkgrad.page.document import (
    Block,
    Chain,
    Code,
    Document,
    Entry,
    Formula,
    Listing,
    Note,
    Prose,
    Reference,
    Row,
    Shape,
    Table,
    Title,
    Verbatim,
)
from chalkgrad.page.typst_breaks import pieces
from chalkgrad.page.typst_compile import compiled
from chalkgrad.page.typst_formula import Pen, quoted
from chalkgrad.page.typst_page import source
from chalkgrad.page.typst_words import Setting

HOSTILE = (
    '#import "@preview/cetz:0.3.0"',
    '#read("/etc/passwd")',
    '#panic("x")',
    'a\\"; #panic("y")',
    '$#eval("1")$',
    "`raw` @nowhere <label> *bold* _it_ // comment /* another */ ~ ; ] } )",
    "= heading",
    "- item\n+ item\n/ term: words",
    "\\u{41} \\",
    "\x00\x07\u202e",
    "日本語 and 🎉",
)


@pytest.mark.parametrize(
    ("formula", "display", "flat"),
    [
        ("W1 X + b1", r"W^(\[1\]) thin X + b^(\[1\])", None),
        ("dZ12^T", r"d Z^(\[12\] ⊤)", None),
        ("W1[i,k]", r"W^(\[1\])_(i comma k)", None),
        ("a/(1 - a) (b + c)", r"frac(a, 1 - a) thin \(b + c\)", r"a\/\(1 - a\) thin \(b + c\)"),
        ("1/m sum_e dZ2[i,e]", r"frac(1, m) ∑_(e) d Z^(\[2\])_(i comma e)", r"1\/m ∑_(e) d Z^(\[2\])_(i comma e)"),
        ("(sum_k Y[k]) a", r"lr(( ∑_(k) Y_(k) )) thin a", r"\(∑_(k) Y_(k)\) thin a"),
        ("-(y log(a))", r"-y log \(a\)", None),
        ("tanh'(Z1) ⊙ (1 - A1^2)", r"tanh' \(Z^(\[1\])\) ⊙ \(1 - \(A^(\[1\])\)^(2)\)", None),
        ("∂J/∂W1", r"frac(∂ J, ∂ W^(\[1\]))", r"∂ J\/∂ W^(\[1\])"),
        ("∂(a + b)/∂a", r"frac(∂, ∂ a) \[a + b\]", r"∂\/∂ a \[a + b\]"),
        ("∂(a + b)/∂a / c", r"frac(fraction(∂, ∂ a) \[a + b\], c)", r"∂\/∂ a \[a + b\]\/c"),
        ("∂J/∂a / c", r"frac(fraction(∂ J, ∂ a), c)", r"∂ J\/∂ a\/c"),
        ("exp(-z)", "e^(-z)", None),
        ("sqrt(s + eps)", "sqrt(s + ε)", None),
        ("2 x * 3", "2 x ⊙ 3", None),
        ("x (1/3)", r"x thin frac(1, 3)", r"x thin \(1\/3\)"),
        ("1e-8 x", r"\(10^(-8)\) x", "10^(-8) x"),
        ("softmax(z)[i]", 'op("softmax") \\(z\\)_(i)', None),
        ("hidden_units", '"hidden_units"', None),
        (
            "0 if z < 0 else z",
            'cases(0 & quad "if" z < 0, z & quad "otherwise")',
            '0 " ""if" z < 0 comma " " z " ""otherwise"',
        ),
    ],
)
def test_formulas(formula: str, display: str, flat: str | None) -> None:
    tree = surface(formula)
    assert Pen().write(tree).replace("  ", " ") == display
    assert Pen(flat=True).write(tree).replace("  ", " ") == (display if flat is None else flat)


def test_followed_names_are_marked_each_in_its_own_way() -> None:
    written = Pen(("dZ2", "A1")).write(surface("dZ2 A1^T + A1[i,k] + dZ1"))
    assert written.split(" + ") == [
        r"follow0(d Z^(\[2\])) thin follow1(A^(\[1\] ⊤))",
        r"follow1(A^(\[1\])_(i comma k))",
        r"d Z^(\[1\])",
    ]


@given(st.text())
@settings(max_examples=300)
def test_a_string_never_ends_early(text: str) -> None:
    literal = quoted(text)
    assert re.fullmatch(r'"(?:[^"\\\n]|\\["\\nt])*"', literal)


def page_of(text: str) -> Document:
    """A page with the text in every place where a text can stand."""
    name = Name(text)
    equation = Entry(name, Call(text, (name, Indexed(text, (text, "i"))), 1), text, text, 3, PROVED)
    blocks: tuple[Block, ...] = (
        Title((text,), 1, "top"),
        Title((text, Verbatim(text)), 2),
        Prose((text, Verbatim(text), Shape(text), Shape(f"{text} x m"), Formula(name), Reference((text,), "top"))),
        Note((text,)),
        Table((text, text), (((text,), (Verbatim(text),)),)),
        Listing((equation,)),
        Chain(name, (Row(name, text, PROVED, children=(Chain(name, (Row(name, text),)),)),), unfolded=True),
        Code(text, text),
    )
    return Document(blocks)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_a_user_is_never_code(text: str) -> None:
    """Were anything of it executed, compiling would fail: the names are unknown, the files and packages not there."""
    written = source(page_of(text), paged=True)
    own = "".join(source(page_of(words), paged=True) for words in ("x", "harmless words, enough of them to be broken"))
    without_strings = re.sub(r'"(?:[^"\\\n]|\\.)*"', '""', written)
    assert set(re.findall(r"#[\w-]+", without_strings)) <= set(re.findall(r"#[\w-]+", own))
    assert compiled(written, "pdf", timestamp=0).startswith(b"%PDF")


def test_no_file_can_be_read() -> None:
    import typst

    for attack in ('#read("/etc/passwd")', '#read("../../etc/passwd")', '#image("/etc/hostname")'):
        with pytest.raises(typst.TypstError):
            compiled(attack, "pdf")


@pytest.mark.parametrize("reason", ["(log u)' = u'/u", "(sqrt u)' = u'/(2 sqrt(u))", "(u/S)' = (u' S - u S')/S^2"])
def test_rules_of_differentiation_are_mathematics(reason: str) -> None:
    written = Setting().words(reason)
    assert re.fullmatch(r'#m\("[^"]+", \$[^$]+\$\)', written)
    assert compiled(source(Document((Prose((reason,)),)), paged=False), "svg")


def test_words_between_formulas_keep_their_spaces_and_signs() -> None:
    written = Setting().words("opposite terms cancel: -a y and +y a, each example's own; a != 0")
    assert re.sub(r'#m\("([^"]*)", \$[^$]*\$\)', r"{\1}", written) == (
        '#"opposite terms cancel: ";{-a y}#" and ";{+y a}#", each example’s own; ";{a ≠ 0}'
    )


def test_a_wide_formula_comes_in_pieces_that_make_it_up() -> None:
    wide = surface("-(" + " + ".join(f"W{n} X{n} log(A{n})" for n in range(1, 16)) + ")")
    parts = pieces(wide, Pen())
    assert len(parts) > 10
    plain = re.sub(r'lr\(size: #1.5em, (\\[()])\)|"" ', lambda found: found[1] or "", " ".join(parts))
    assert re.sub(r"\s", "", plain) == re.sub(r"\s", "", Pen().write(wide))


def test_a_narrow_formula_comes_whole() -> None:
    assert pieces(surface("W1 X + b1"), Pen()) == [Pen().write(surface("W1 X + b1"))]


def test_levels_of_headings_follow_what_they_stand_under() -> None:
    depths = {"page": 1, "one": 3, "two": 3, "three": 2, "four": 4, "five": 3}
    written = source(Document(tuple(Title((word,), depth) for word, depth in depths.items())), paged=True)
    levels = re.findall(r'#heading\(level: (\d)\)\[#"(\w+)";\]', written)
    assert levels == [("1", "one"), ("1", "two"), ("1", "three"), ("2", "four"), ("2", "five")]


def test_figures_are_laid_out() -> None:
    written = source(Document((COLUMNS, MATRICES, PICTURE)), paged=True)
    assert written.count("(heading: ") == 4 and 'label: "1a"' in written and 'uses: ("1b", )' in written
    assert (
        written.count("drawn: true") == 4
        and written.count("drawn: false") == 1
        and quoted(MATRICES.alternative) in written
    )
    assert quoted(PICTURE.alternative) in written
    assert compiled(written, "pdf", timestamp=0)
