"""GitHub Markdown: GitHub's own parser must leave every formula as it is."""

from __future__ import annotations

import html
import re

import cmarkgfm
import pytest
from golden_files import assert_golden
from written_derivations import PROVED, surface

from chalkgrad import page
from chalkgrad.calculus.derivation import Derivation
from chalkgrad.notation.surface import Call, Name
from chalkgrad.page.breadth import breadth
from chalkgrad.page.document import Chain, Code, Document, Formula, Note, Prose, Row, Shape, Table, Title, Verbatim
from chalkgrad.page.markdown import escaped
from chalkgrad.page.printer import Options
from chalkgrad.page.reason import words
from chalkgrad.page.tex import LINE_WIDTH, MOST_SUPERSCRIPTS, aligned

REFUSED = ("operatorname", "mbox", "phantom", "newcommand", "def", "cancel", "require")


@pytest.fixture(params=["logistic", "network"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["outline", "lecture", "every-line"])
def markdown(request: pytest.FixtureRequest, name: str) -> str:
    derivation: Derivation = request.getfixturevalue(name)
    return page.render(derivation, "github", level=request.param)


def test_golden(request: pytest.FixtureRequest, name: str) -> None:
    assert_golden(f"{name}.md", page.render(request.getfixturevalue(name), "github"))


def displayed(markdown: str) -> list[str]:
    return re.findall(r"^```math\n(.*?)\n```$", markdown, re.MULTILINE | re.DOTALL)


def inline(markdown: str) -> list[str]:
    return re.findall(r"\$`(.*?)`\$", markdown)


def test_every_formula_survives_the_parser(markdown: str) -> None:
    rendered = cmarkgfm.github_flavored_markdown_to_html(markdown)
    blocks = re.findall(r'<pre lang="math"><code>(.*?)</code></pre>', rendered, re.DOTALL)
    assert [html.unescape(block).rstrip("\n") for block in blocks] == displayed(markdown)
    spans = re.findall(r"\$<code>(.*?)</code>\$", rendered)
    assert [html.unescape(span) for span in spans] == inline(markdown)
    assert blocks and spans


def test_formulas_are_ascii_without_refused_macros(markdown: str) -> None:
    for formula in displayed(markdown) + inline(markdown):
        assert formula.isascii()
        assert not any(re.search(rf"\\{macro}\b", formula) for macro in REFUSED)
        assert formula.count("{") - formula.count(r"\{") == formula.count("}") - formula.count(r"\}")
        assert formula.count("^") <= MOST_SUPERSCRIPTS + 20
        assert "\n=" not in formula


def test_tables_have_as_many_cells_as_heads(markdown: str) -> None:
    tables = re.findall(r"(?:^\|.*\n)+", markdown, re.MULTILINE)
    assert tables
    for table in tables:
        assert len({line.count("|") for line in table.splitlines()}) == 1


def test_smaller_steps_fold(logistic: Derivation) -> None:
    assert "<details>\n<summary>" in page.render(logistic, "github", level="lecture")
    assert "<details open>" in page.render(logistic, "github", level="every-line")
    assert "<details" not in page.render(logistic, "github", level="outline")


def test_a_chain_with_many_superscripts_goes_on_in_another_block() -> None:
    rows = tuple(Row(surface("W1^2 + W2^2 + W3^2 + W4^2"), "again", PROVED) for _ in range(30))
    made = page.printer("github").page
    assert made is not None
    blocks = displayed(made(Document((Chain(Name("J"), rows),)), Options()))
    assert len(blocks) > 1
    assert max(block.count("^") for block in blocks) <= MOST_SUPERSCRIPTS
    assert sum(block.count("again") for block in blocks) == 30


@pytest.mark.parametrize(
    ("reason", "tex"),
    [
        ("", ""),
        ("carry out the derivative", r"\text{carry out the derivative}"),
        ("multiply out the bracket with δ", r"\text{multiply out the bracket with }\delta"),
        ("cancel A2 (1 - A2), which stands above", r"\text{cancel }A^{[2]}\,(1 - A^{[2]})\text{, which stands above}"),
        ("the sum over e adds up dZ2", r"\text{the sum over }e\text{ adds up }dZ^{[2]}"),
        (
            "tanh'(Z1) = 1 - A1^2, as A1 = tanh(Z1)",
            r"\tanh'(Z^{[1]}) = 1 - (A^{[1]})^{2}\text{, as }A^{[1]} = \tanh(Z^{[1]})",
        ),
        ("so ∂a/∂z = sigmoid'(z)", r"\text{so }{\textstyle \frac{\partial a}{\partial z} = \sigma'(z)}"),
        ("(log u)' = u'/u", r"(\log\,u)' = u'/u"),
        ("(sqrt u)' = u'/(2 sqrt(u)); and", r"(\sqrt{u})' = u'/(2\,\sqrt{u})\text{; and}"),
        ("quotient rule: (u/v)' = (u' v - u v')/v²", r"\text{quotient rule: }(u/v)' = (u'\,v - u\,v')/v^{2}"),
        ("opposite terms cancel: -a y and +y a", r"\text{opposite terms cancel: }{-}a\,y\text{ and }{+}y\,a"),
        ("A[l] = g(Z[l]), g'(Z[l])", r"A^{[l]} = g(Z^{[l]})\text{, }g'(Z^{[l]})"),
        ("for 1 <= l < L (checked)", r"\text{for }1 \le l \lt L\text{ (checked)}"),
        ("LeCun, Orr, Müller 1998", r"\text{LeCun, Orr, Muller 1998}"),
        ("a factor 1 is left out", r"\text{a factor 1 is left out}"),
        ("cancel a, which", r"\text{cancel }a\text{, which}"),
        ("each example's own, equal factors as a power", r"\text{each example's own, equal factors as a power}"),
        ("50 % of hidden = tanh(z)", r"\text{50 }\% \text{ of }\mathrm{hidden} = \tanh(z)"),
        ("read x^y^ or q'", r"\text{read }x^{y}\text{ to the power }\text{ or }q'"),
        ("a != 0", r"a \ne 0"),
    ],
)
def test_words_of_a_reason_become_tex(reason: str, tex: str) -> None:
    assert words(reason) == tex


def test_a_formula_too_wide_for_the_page_is_broken() -> None:
    terms = " + ".join(f"W{n} X{n} log(A{n})" for n in range(1, 16))
    (text,) = aligned(Chain(Name("J"), (Row(surface(f"-({terms})"), "again", PROVED),)))
    lines = text.splitlines()
    assert lines[1].startswith(r"J &= -\Big(W^{[1]}") and lines[2].startswith(r"&\quad + ")
    assert lines[-3].rstrip("\\ ").endswith(r"\Big)") and r"\text{again}" in lines[-2]


@pytest.mark.parametrize("name", ["logistic", "network"])
def test_no_line_of_tex_is_wider_than_a_page(request: pytest.FixtureRequest, name: str) -> None:
    """Reasons stand below where they do not fit beside; a formula is broken where it may be."""
    derivation: Derivation = request.getfixturevalue(name)
    blocks = [block for block in page.from_derivation(derivation, "every-line").blocks if isinstance(block, Chain)]
    assert blocks
    for chain in blocks:
        left = max(breadth(side) for side in (chain.left, *(row.left for row in chain.rows if row.left is not None)))
        for text in aligned(chain):
            beside = " && " in text
            room = LINE_WIDTH - left - (30 if beside else 0)
            assert max(breadth(row.surface) for row in chain.rows) <= room or left > LINE_WIDTH / 4


def test_running_text_is_escaped() -> None:
    text = "- W*X*b and a_1 < b_1 [x](y) | $5$ `c` # &amp;"
    rendered = cmarkgfm.github_flavored_markdown_to_html(escaped(text))
    assert rendered == f"<p>{html.escape(text)}</p>\n"
    assert cmarkgfm.github_flavored_markdown_to_html(escaped("1. one")) == "<p>1. one</p>\n"


def test_every_kind_of_block() -> None:
    document = Document(
        (
            Title(("Page",)),
            Prose(("The slope of ", Formula(Call("abs", (Name("z"),))), " at 0.")),
            Note(("1 * 2",)),
            Table(("left|right", "shape"), (((Verbatim("x | y"),), (Shape("n2 x 1"),)),)),
            Code("a = ```b```", "python"),
        )
    )
    printer = page.printer("github").page
    assert printer is not None
    assert printer(document, Options()) == (
        "# Page\n\n"
        "The slope of $`\\lvert z \\rvert`$ at 0.\n\n"
        "> **Note.** 1 \\* 2\n\n"
        "| left\\|right | shape |\n| --- | --- |\n| `x \\| y` | $`n^{[2]} \\times 1`$ |\n\n"
        "````python\na = ```b```\n````\n"
    )
