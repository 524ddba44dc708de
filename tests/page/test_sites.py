r"""Every page of the gallery, read by the rules of each site: the formulas that are meant are the formulas shown."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from importlib import import_module

import pytest
from gallery import EXAMPLES, NAMES, Example
from golden_files import assert_golden
from tex_readers import READERS, Formulas

from chalkgrad import page
from chalkgrad.page.markdown import Dialect, markdown
from chalkgrad.page.printer import Options
from chalkgrad.page.tex import MOST_SUPERSCRIPTS
from tests.the_book import the_book

REFUSED = ("operatorname", "mbox", "phantom", "newcommand", "def", "cancel", "require", "followed")
FOLLOW = ("A1", "dZ2", "a", "W2", "dz")
LONGEST_POST = 32_000  # characters: how long Discourse lets a post be

#: It is long, and has what no page of the gallery has: chapters, an index that leads to them, plots.
BOOK = Example("book", "The book", the_book)

by_example = pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
by_site = pytest.mark.parametrize("site", READERS)


@cache
def printed(example: Example, name: str, follow: tuple[str, ...] = ()) -> str:
    printer = page.printer(name).page
    assert printer is not None
    made = printer(example.document(), Options(follow=follow))
    assert isinstance(made, str)
    return made


def meant(example: Example, site: str, follow: tuple[str, ...] = ()) -> Formulas:
    """The formulas of the page, in the order in which they are printed, before the site writes anything around them."""
    dialect: Dialect = import_module(f"chalkgrad.page.printers.{site}").DIALECT
    found: Formulas = []

    def note(is_display: bool) -> object:
        def written(formula: str) -> str:
            found.append((formula, is_display))
            return "x"

        return written

    markdown(example.document(), replace(dialect, display=note(True), inline=note(False)), follow)
    return found


def unguarded(formulas: Formulas, site: str) -> Formulas:
    """Without what a site's printer puts into a formula that its Markdown would take apart."""
    if site == "coursera":
        return [(" ".join(tex.split()), False) for tex, _ in formulas]  # a block is one line, wherever it stands
    if site == "notebook":
        return [(re.sub(r"^\{\}(?=[-+=#>\d])", "", tex, flags=re.M), is_display) for tex, is_display in formulas]
    return formulas


@pytest.mark.parametrize("follow", [(), FOLLOW], ids=["", "followed"])
@by_site
@by_example
def test_the_site_finds_the_formulas_that_are_meant(example: Example, site: str, follow: tuple[str, ...]) -> None:
    found = READERS[site](printed(example, site, follow))
    assert unguarded(found, site) == unguarded(meant(example, site, follow), site)
    assert found


@by_site
def test_the_book_can_be_read_on_every_site(site: str) -> None:
    found = READERS[site](printed(BOOK, site))
    assert len(found) > 500
    if site != "notebook":  # there its drawings are attached, which are left out of what is meant
        assert unguarded(found, site) == unguarded(meant(BOOK, site), site)


@by_site
@by_example
def test_formulas_are_ascii_without_refused_macros(example: Example, site: str) -> None:
    for tex, _ in READERS[site](printed(example, site, FOLLOW)):
        assert tex.isascii()
        assert not any(re.search(rf"\\{macro}\b", tex) for macro in REFUSED)
        assert tex.count("^") <= MOST_SUPERSCRIPTS + 20
        assert "|" not in tex and "<" not in tex and ">" not in tex
        assert site != "github" or r"\color" not in tex


@pytest.mark.parametrize("site", [*READERS, "plain"])
@by_example
def test_tables_have_as_many_cells_as_heads(example: Example, site: str) -> None:
    post = re.sub(r"^```.*?^```$", "", printed(example, site), flags=re.MULTILINE | re.DOTALL)
    tables = [] if site == "notebook" else re.findall(r"(?:^\|.*\n)+", post, re.MULTILINE)
    assert not tables or site in ("github", "discourse")
    for table in tables:
        assert len({line.count("|") - line.count(r"\|") for line in table.splitlines()}) == 1


@by_example
def test_plain_markdown_has_no_tex(example: Example) -> None:
    post = printed(example, "plain")
    assert "$" not in post and "\\frac" not in post and "aligned" not in post
    assert max(len(line) for line in re.findall(r"^```text\n(.*?)^```$", post, re.M | re.S)[0].splitlines()) <= 84


@by_example
def test_a_post_is_no_longer_than_a_forum_lets_it_be(example: Example) -> None:
    assert len(printed(example, "discourse")) < LONGEST_POST


@pytest.mark.parametrize("name", ["discourse", "coursera", "plain", "latex", "notebook"])
@pytest.mark.parametrize("which", ["logistic", "why-transpose"])
def test_golden(which: str, name: str) -> None:
    example = EXAMPLES[NAMES.index(which)]
    ending = page.printer(name).endings[0]
    assert_golden(f"{example.name}.{name}{ending}", printed(example, name))


def test_a_name_is_followed_by_more_than_colour() -> None:
    example = EXAMPLES[0]
    assert r"\underline{\color{#1a73e8}{a}}" in printed(example, "discourse", ("a",)).replace("{{a}}", "{a}")
    assert r"\underline{{a}}" in printed(example, "github", ("a",))
    assert r"\followed{{a}}" in printed(example, "latex", ("a",))
    plain = printed(example, "plain", ("a", "dz"))
    assert "a\u0332 = σ(z)" in plain and "### 2. `d\u0332z\u0332`" in plain
    assert plain.replace("\u0332", "") == printed(example, "plain")
    for name in ("discourse", "github", "latex", "terminal", "plain"):
        assert "\ue000" not in printed(example, name, ("a",))
    assert "underline" not in printed(example, "discourse")
