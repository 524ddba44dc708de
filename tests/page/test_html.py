"""Pages as HTML: one file, well-formed, everything escaped, the same bytes for the same input."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from golden_files import assert_golden
from written_derivations import PROVED, surface
from written_figures import HOSTILE, figures

import chalkgrad as cg
from chalkgrad import page
from chalkgrad.calculus.derivation import Derivation
from chalkgrad.notation.surface import Name
from chalkgrad.page.document import Chain, Columns, Document, Figure, Picture, Prose, Row, Title
from chalkgrad.page.printer import Options
from chalkgrad.page.web.chains import MEANING_OF_A_TICK

VOID = {"meta", "wbr", "br", "link"}
#: MathML Core, without what only some browsers know.
CORE = {"math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "msub", "msup", "msubsup", "munder"}
CORE |= {"mtable", "mtr", "mtd"}


def printed(document: Document, **options: object) -> str:
    made = page.printer("html").page
    assert made is not None
    text = made(document, Options(**options))  # type: ignore[arg-type]
    assert isinstance(text, str)
    return text


@pytest.fixture(params=["logistic", "network", "figures"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def html(request: pytest.FixtureRequest, name: str) -> str:
    if name == "figures":
        return printed(figures())
    return str(page.render(request.getfixturevalue(name), "html", level="lecture"))


class Nesting(HTMLParser):
    """Reads a page and insists that what is opened is closed, in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({key for key, _ in attrs}) == len(attrs), f"an attribute twice in {tag}"
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(html: str) -> Nesting:
    parser = Nesting()
    parser.feed(html)
    parser.close()
    assert not parser.open
    return parser


def test_golden(html: str, name: str) -> None:
    """What a reader sees, without the style, the script and the fonts."""
    assert_golden(f"{name}.html.txt", html[html.index("<body>") : html.index("<script>", html.index("</template>"))])


def test_what_is_opened_is_closed(html: str) -> None:
    tags = read(html).tags
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = {(attributes["href"] or "") for tag, attributes in tags if tag == "a"}
    assert links and {link.removeprefix("#") for link in links} <= set(ids)


def test_every_formula_is_well_formed_mathml_core(html: str) -> None:
    formulas = re.findall(r"<math\b.*?</math>", html, re.DOTALL)
    assert len(formulas) > 20
    for formula in formulas:
        tree = ElementTree.fromstring(formula)
        assert {element.tag for element in tree.iter()} <= CORE
        for element in tree.iter():
            if element.tag in ("mfrac", "msup", "msub", "munder"):
                assert len(element) == 2, formula
            if element.tag == "msubsup":
                assert len(element) == 3, formula


def test_nothing_is_fetched_and_the_policy_knows_the_script(html: str) -> None:
    tags = read(html).tags
    assert not [tag for tag, attributes in tags if {"src", "srcset"} & attributes.keys() or tag == "iframe"]
    links = [attributes for tag, attributes in tags if tag == "link"]  # waits for a part of the page, fetches nothing
    assert links == [{"rel": "expect", "href": "#page-end", "blocking": "render"}]
    policy = next(a["content"] for t, a in tags if t == "meta" and a.get("http-equiv") == "Content-Security-Policy")
    scripts = re.findall(r"(?s)<script>(.*?)</script>", html)
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    known = re.findall(r"'sha256-([^']+)'", policy or "")
    assert policy is not None and len(digests) == 2 and set(known) == set(digests)
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; font-src data:;")
    assert not [key for _, attributes in tags for key in attributes if key.startswith("on")]
    assert not re.search(r"(?:url\(|@import)(?!data:)", html[: html.index("</style>")])


def test_words_and_names_cannot_break_out() -> None:
    html = printed(figures(), follow=(HOSTILE,))
    tags = read(html).tags
    assert [tag for tag, _ in tags].count("script") == 2
    assert not [tag for tag, _ in tags if tag in ("img", "b")]
    assert "\x00" not in html and "\x0b" not in html and "\ufffd" in html
    assert any(HOSTILE.replace("\x00", "\ufffd").replace("\x0b", "\ufffd") == a.get("data-of") for _, a in tags)


def test_certificates_are_said_in_words(logistic: Derivation) -> None:
    html = str(page.render(logistic, "html"))
    marks = re.findall(r'<span class="mark( tested)?"(?: data-hint="([^"]+)")?>(.) (\w+)</span>', html)
    assert {(kind, sign, word) for kind, _, sign, word in marks} == {("", "✓", "proved")}
    script = Path(page.__file__).parent.joinpath("web", "page.js").read_text(encoding="utf-8")
    assert MEANING_OF_A_TICK in script  # said for a mark without a hint of its own
    assert all(
        re.fullmatch(r"(?: \(.*\))?(?:, .*)?\.", how) for _, how, _, _ in marks if how
    )  # goes on where that ends


def test_smaller_steps_fold(logistic: Derivation) -> None:
    assert '<details class="smaller"><summary>3 smaller steps</summary>' in page.render(
        logistic, "html", level="lecture"
    )
    assert '<details class="smaller" open>' in page.render(logistic, "html", level="every-line")
    assert '<details class="smaller"' not in page.render(logistic, "html", level="outline")


def test_followed_names_are_marked_everywhere_and_named() -> None:
    document = Document((Prose(("W1 and Z1 = W1 X",)), Chain(Name("Z1"), (Row(surface("W1 X"), "by W1", PROVED),))))
    html = printed(document, follow=("W1", "X"))
    assert html.count('<msup class="f1">') == 4  # twice in the prose, in the chain, in its reason
    assert html.count('<mi class="f2">') == 2
    assert 'class="f1" data-drop="W1"' in html and 'class="f2" data-drop="X"' in html
    assert "data-drop" not in printed(document)[: printed(document).index("<script>")]


def test_anchors_are_kept_or_made_and_never_twice() -> None:
    titles = [Title((text,), 2, anchor) for text, anchor in (("Same", ""), ("Same", ""), ("Any", "same"), ("→", ""))]
    html = printed(Document((Title(("Page",)), *titles)))
    assert re.findall(r'<h2 id="([^"]+)"', html) == ["same-2", "same-3", "same", "part"]


def test_what_stands_under_a_section_folds_with_its_smaller_headings() -> None:
    titles = [Title((text,), depth) for text, depth in (("Page", 1), ("Part", 2), ("One", 3), ("Small", 4), ("Two", 3))]
    blocks = [block for title in (*titles, Title(("Last",), 2)) for block in (title, Prose(("words",)))]
    html = printed(Document(tuple(blocks)))
    folding = re.findall(r'(?s)<details class="part" open>.*?</details>', html)
    assert [re.findall(r"<h\d", part) for part in folding] == [["<h3", "<h4"], ["<h3"]]
    assert re.findall(r'<li class="(\w+)">', html) == ["depth2", "depth3", "depth3", "depth2"]


@pytest.mark.parametrize("svg", ["<b>no drawing</b>", "words"])
def test_a_picture_is_one_svg_element(svg: str) -> None:
    with pytest.raises(TypeError, match="must hold one svg element"):
        printed(Document((Picture(svg, "words"),)))


def test_a_picture_has_a_role_and_a_name() -> None:
    figure: Figure = Picture('<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>', 'a "line"')
    assert '<svg role="img" aria-label="a &quot;line&quot;" viewBox="0 0 1 1">' in printed(Document((figure,)))


def test_labels_of_two_figures_do_not_meet() -> None:
    columns = next(block for block in figures().blocks if isinstance(block, Columns))
    html = printed(Document((columns, columns)))
    ids = [a["id"] for _, a in read(html).tags if "id" in a and str(a["id"]).startswith("figure-")]
    assert len(ids) == len(set(ids)) == 6


def test_a_page_of_a_usual_length_is_shown_in_one_piece_and_a_book_as_it_comes() -> None:
    words = Prose(("Words. " * 1000,))
    usual, long = printed(Document((words,))), printed(Document((words,) * 60))
    waits = '<link rel="expect" href="#page-end" blocking="render">'
    assert waits in usual[: usual.index("<style>")] and usual.index('id="page-end"') > usual.rindex("</script>")
    assert waits not in long


def test_a_page_without_headings_has_a_title() -> None:
    assert "<title>chalkgrad</title>" in printed(Document((Prose(("Words.",)),)))


def test_same_input_same_bytes(html: str, name: str, request: pytest.FixtureRequest) -> None:
    again = printed(figures()) if name == "figures" else page.render(request.getfixturevalue(name), "html")
    assert html == again


def test_long_names_are_names_in_reasons_too() -> None:
    model = cg.read("probabilities = sigmoid(scores); L = -log(probabilities)")
    made = printed(model.derive().document("every-line"), follow=("probabilities",))
    reasons = re.findall(r"<p>.*?</p>", made, re.DOTALL)
    assert not [each for each in reasons if re.search(r"[\w) ]*\b1 - probabilities|probabilities \(1", each)]
