"""Pages in a real browser, offline, under their own strict policy: drawn, reached by keyboard, folded, printed.

Skipped where there is no Chromium or no playwright.
"""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from written_figures import figures

from chalkgrad import page
from chalkgrad.calculus.derivation import Derivation
from chalkgrad.page.printer import Options

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")

DESKTOP, TELEPHONE = {"width": 1100, "height": 800}, {"width": 360, "height": 740}
PAGES = ("logistic", "network", "figures")
Opener = Callable[..., Any]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, logistic: Derivation, network: Derivation) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    made = page.printer("html").page
    assert made is not None
    texts = {"logistic": page.render(logistic, "html"), "network": page.render(network, "html")}
    texts["figures"] = made(figures(), Options(follow=("W1", "A1", "dZ1", "X")))
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(str(text), encoding="utf-8")
    return folder


@pytest.fixture
def opened(browser: Any, pages: Path) -> Iterator[Opener]:
    """Opens a page, offline; whatever it asks for or complains about fails the test."""
    contexts, troubles = [], []

    def open_page(name: str, viewport: dict[str, int] = DESKTOP, colour: str = "light") -> Any:
        context = browser.new_context(offline=True, viewport=viewport, color_scheme=colour)
        contexts.append(context)
        shown = context.new_page()
        shown.on("console", lambda message: troubles.append(message.text))
        shown.on("pageerror", lambda error: troubles.append(str(error)))
        address = (pages / f"{name}.html").as_uri()
        shown.on("request", lambda request: troubles.append(request.url) if foreign(request.url) else None)
        shown.goto(address)
        shown.evaluate("document.fonts.ready.then(() => true)")
        shown.wait_for_selector("html.whole", state="attached")  # asks no string to be run, which the page forbids
        return shown

    def foreign(url: str) -> bool:
        return not url.startswith(("data:font/woff2;", pages.as_uri()))

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles


def plain(text: str) -> str:
    """The letters of a formula as a reader hears them: italic letters are letters, spaces are nothing."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("name", PAGES)
def test_fonts_are_loaded_and_formulas_have_height(opened: Opener, name: str) -> None:
    shown = opened(name)
    loaded = shown.evaluate(
        "[...document.fonts].map(face => `${face.family} ${face.weight} ${face.style} ${face.status}`)"
    )
    assert {"Chalk Math 400 normal loaded", "Chalk Text 400 normal loaded", "Chalk Text 600 normal loaded"} <= {
        one.replace('"', "") for one in loaded
    }
    assert shown.evaluate("document.fonts.check('16px \"Chalk Math\"')")
    # A fraction is at least as high as its two parts; a root is higher than what it covers.
    heights = shown.evaluate(
        """[...document.querySelectorAll('main mfrac')].map(f => [f, ...f.children].map(e => e.getBoundingClientRect()
           .height))"""
    )
    seen = [high for high in heights if high[0]]
    assert seen and all(whole >= 0.95 * (above + below) and above > 5 for whole, above, below in seen)
    roots = shown.evaluate(
        """[...document.querySelectorAll('main msqrt')].map(r => [r.getBoundingClientRect().width,
           r.firstElementChild.getBoundingClientRect().width])"""
    )
    assert all(whole > inside + 5 for whole, inside in roots)
    assert bool(roots) == (name == "figures")


def test_a_bracket_is_as_high_as_the_fraction_in_it(opened: Opener) -> None:
    """Without a font that has a MATH table, brackets do not grow."""
    shown = opened("logistic")
    high = shown.evaluate(
        """[...document.querySelectorAll('.chain > li > div mo')].filter(o => o.textContent === '('
           && !o.hasAttribute('stretchy')).map(o => o.getBoundingClientRect().height)"""
    )
    assert high and min(high) > 30


@pytest.mark.parametrize("viewport", [DESKTOP, TELEPHONE], ids=["desktop", "telephone"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_the_page(opened: Opener, name: str, viewport: dict[str, int]) -> None:
    shown = opened(name, viewport)
    shown.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    assert shown.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    # What is wider than its place scrolls there, so that nothing is drawn over its neighbour.
    crossing = shown.evaluate(
        """[...document.querySelectorAll('.chain > li')].filter(row => {
             const [a, b] = ['div', 'p'].map(c => row.querySelector(`:scope > ${c}`))
               .map(one => one.getBoundingClientRect());
             return b.width && a.right > b.left + 1 && a.bottom > b.top + 3 && b.bottom > a.top + 3;
           }).length"""
    )
    assert crossing == 0


def test_the_relations_of_a_chain_stand_below_each_other(opened: Opener) -> None:
    shown = opened("network")
    places = shown.evaluate(
        """[...document.querySelectorAll('main > details > .chain')].map(chain => [...chain.querySelectorAll(
           ':scope > li > div > math:first-child > mo:first-child')].map(o => o.getBoundingClientRect().left))"""
    )
    assert len(places) > 3
    for lefts in places:
        assert lefts and max(lefts) - min(lefts) < 1


def test_reasons_stand_beside_their_formulas_on_a_wide_page_and_below_on_a_narrow_one(opened: Opener) -> None:
    place = """(() => { const row = document.querySelectorAll('.chain > li')[1];
        const [a, b] = ['div', 'p'].map(c => row.querySelector(`:scope > ${c}`).getBoundingClientRect());
        return [b.left - a.right, b.top - a.bottom]; })()"""
    assert opened("logistic").evaluate(place)[0] >= 0
    assert opened("logistic", TELEPHONE).evaluate(place)[1] >= -1


def test_formulas_are_in_the_accessibility_tree(opened: Opener) -> None:
    shown = opened("logistic")
    session = shown.context.new_cdp_session(shown)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    roles = [node["role"]["value"] for node in nodes if not node["ignored"]]
    assert {"MathMLFraction", "MathMLIdentifier", "MathMLOperator", "MathMLNumber"} <= set(roles)
    assert "heading" in roles and "list" in roles and "navigation" in roles and "main" in roles
    assert "MathMLMath" in roles
    said = {
        role: [n["name"]["value"] for n in nodes if n["role"]["value"] == role] for role in ("heading", "StaticText")
    }
    assert shown.title() == said["heading"][0] == "Derivatives of L" and said["heading"][1].strip() == "What was read"
    assert {"da", "dz", "a", "σ", "log"} <= set(map(plain, said["StaticText"]))


def test_the_keyboard_reaches_marks_and_says_how_a_line_is_known(opened: Opener) -> None:
    shown = opened("logistic")
    shown.locator(".chain [tabindex='0']").first.focus()
    for _ in range(40):
        if shown.evaluate("document.activeElement.matches('.mark')"):
            break
        shown.keyboard.press("ArrowRight")
    hint = shown.locator("#hint")
    assert hint.is_visible() and hint.inner_text().startswith("Both sides are equal as exact algebra")


def test_the_keyboard_reaches_names_and_follows_them(opened: Opener) -> None:
    shown = opened("network")
    shown.locator(".chain [tabindex='0']").first.focus()
    hint = shown.locator("#hint")
    focused = "document.activeElement.dataset.q || document.activeElement.dataset.hint"
    assert shown.evaluate(focused) == "dZ2"
    assert hint.is_visible() and "n[2]×m" in plain(hint.inner_text())
    assert shown.evaluate("document.activeElement.getAttribute('aria-describedby')") == "hint"
    shown.keyboard.press("Escape")
    assert not hint.is_visible()
    shown.keyboard.press("ArrowRight")
    second = shown.evaluate(focused)
    assert second and hint.is_visible()
    shown.keyboard.press("Enter")
    marked = shown.locator(f"main [data-q='{second}'].f1")
    assert marked.count() == shown.locator(f"main [data-q='{second}']").count() > 1
    assert "Followed:" in shown.locator("#followed").inner_text()
    shown.keyboard.press("Enter")
    assert shown.locator("main .f1").count() == 0
    shown.keyboard.press("ArrowDown")
    assert shown.evaluate("document.activeElement.closest('li').previousElementSibling") is not None
    stops = shown.evaluate("document.querySelectorAll('main :is(.chain, .listing) [tabindex=\"0\"]').length")
    assert stops == shown.locator("main :is(.chain, .listing)").count()


def test_the_mouse_shows_the_shape_and_how_a_line_is_known(opened: Opener) -> None:
    shown = opened("network")
    hint = shown.locator("#hint")
    shown.locator(".listing [data-q='A1']").first.hover()
    assert hint.is_visible() and "tanh" in hint.inner_text() and "follow" in hint.inner_text()
    shown.locator(".mark").first.hover()
    assert "equal as exact algebra" in hint.inner_text()
    shown.locator("h1").hover()
    hint.wait_for(state="hidden")


def test_names_followed_by_the_page_can_be_let_go(opened: Opener) -> None:
    shown = opened("figures")
    for kind in ("f1", "f2", "f3", "f4"):
        assert shown.locator(f"main .{kind}").count() > 0
        line = shown.locator(f"main .{kind}").first.evaluate("one => getComputedStyle(one).boxShadow")
        assert line != "none"
    shown.locator("#followed .f1").click()
    assert shown.locator("main .f1").count() == 0
    assert shown.locator("#followed button").count() == 3


def test_a_label_lights_the_formula_it_uses(opened: Opener) -> None:
    shown = opened("figures")
    step = shown.locator(".back").first
    step.hover()
    assert shown.locator(".back.lit .label").first.inner_text() == "1b"
    step.locator("a.label").click()
    assert shown.evaluate("location.hash").startswith("#figure-")


def test_columns_wrap_on_a_narrow_page(opened: Opener) -> None:
    lefts = "[...document.querySelectorAll('.stage')].map(stage => stage.getBoundingClientRect().left)"
    assert len(set(opened("figures").evaluate(lefts))) == 3
    assert len(set(opened("figures", TELEPHONE).evaluate(lefts))) == 1


def test_steps_fold_and_the_theme_changes(opened: Opener) -> None:
    shown = opened("logistic")
    assert not shown.locator("details.smaller").first.evaluate("each => each.open")
    shown.locator("details.smaller > summary").first.focus()
    shown.keyboard.press("Enter")
    assert shown.locator("details.smaller").first.evaluate("each => each.open")
    shown.locator("#fold").click()
    shown.locator("#fold").click()
    opened_now = shown.evaluate("[...document.querySelectorAll('details.smaller')].map(each => each.open)")
    assert len(set(opened_now)) == 1
    before = shown.evaluate("getComputedStyle(document.body).backgroundColor")
    shown.get_by_role("button", name="Dark").click()
    assert shown.evaluate("getComputedStyle(document.body).backgroundColor") != before
    assert shown.get_by_role("button", name="Light").is_visible()


CONTRASTS = """() => {
  const numbers = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, k) => sum + v * [0.2126, 0.7152, 0.0722][k], 0);
  const ground = one => { for (; one; one = one.parentElement) {
    const [r, g, b, a = 1] = numbers(getComputedStyle(one).backgroundColor);
    if (r !== undefined && a > 0.99) return [r, g, b];
  } return [255, 255, 255]; };
  const found = [];
  for (const one of document.querySelectorAll('body *')) {
    if (one.closest('svg, script, template') || getComputedStyle(one).opacity === '0') continue;
    if (![...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
    if (!one.getClientRects().length) continue;
    const [a, b] = [light(numbers(getComputedStyle(one).color)), light(ground(one))].sort((x, y) => y - x);
    found.push([(a + 0.05) / (b + 0.05), one.outerHTML.slice(0, 80)]);
  }
  return found;
}"""


@pytest.mark.parametrize("colour", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_every_text_stands_out_from_its_ground(opened: Opener, name: str, colour: str) -> None:
    shown = opened(name, colour=colour)
    shown.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    found = shown.evaluate(CONTRASTS)
    assert len(found) > 50
    assert [pair for pair in found if pair[0] < 4.5] == []


def test_print_is_light_and_unfolded(opened: Opener) -> None:
    shown = opened("logistic", colour="dark")
    shown.emulate_media(media="print", color_scheme="light")
    assert shown.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not shown.locator("nav").is_visible() and not shown.locator("#tools").is_visible()
    smaller = shown.locator("details.smaller .chain").first
    assert smaller.bounding_box()["height"] > 20
    assert shown.pdf(format="A4").startswith(b"%PDF")


def test_a_page_can_be_read_without_its_script(browser: Any, pages: Path) -> None:
    context = browser.new_context(offline=True, viewport=DESKTOP, java_script_enabled=False)
    shown = context.new_page()
    shown.goto((pages / "logistic.html").as_uri())
    assert not shown.locator("#tools").is_visible()
    assert shown.locator(".chain").first.is_visible()
    shown.locator("details.smaller > summary").first.click()
    assert shown.locator("details.smaller .chain").first.is_visible()
    context.close()


#: What a browser lays out only when it comes near, until the script says that the page is whole.
LATER = "details.part, figure, main > .chain, main > .wide, .rows ~ .rows"


def test_what_is_laid_out_later_is_reached_by_a_link_and_printed_without_the_script(browser: Any, pages: Path) -> None:
    context = browser.new_context(offline=True, viewport={"width": 1000, "height": 300}, java_script_enabled=False)
    shown = context.new_page()
    shown.goto((pages / "figures.html").as_uri())
    later = shown.locator(LATER)
    ways = "all => all.map(one => getComputedStyle(one).contentVisibility)"
    assert later.count() > 2 and set(later.evaluate_all(ways)) == {"auto"}
    link = shown.locator("figure a.label").first
    aim = shown.locator(str(link.get_attribute("href")))
    shown.goto(f"{(pages / 'figures.html').as_uri()}{link.get_attribute('href')}")
    box = aim.bounding_box()
    assert 0 <= box["y"] < 300 and box["height"] > 40
    shown.emulate_media(media="print")
    assert set(later.evaluate_all(ways)) == {"visible"}
    context.close()


def test_the_first_listing_is_laid_out_first(opened: Opener) -> None:
    """It is in view, so a page is not ready before it is there."""
    shown = opened("network")
    shown.evaluate("document.documentElement.classList.remove('whole')")
    ways = shown.locator(".rows").evaluate_all("all => all.map(one => getComputedStyle(one).contentVisibility)")
    assert ways[0] == "visible" and set(ways[1:]) == {"auto"}
