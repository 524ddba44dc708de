"""Pages at every width: no words over others, no formula cut off without a sign that there is more of it.

Skipped where there is no Chromium or no playwright.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gallery import EXAMPLES, NAMES, Example
from networks import BATCH_NORM, LONG_MATRICES, LONG_NAMES, THREE_LAYERS
from test_html import printed

import chalkgrad as cg

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")

WIDTHS = (360, 500, 1000, 1100, 1400)
ANY_DEPTH = "X: n[0] x m\nY: n[L] x m\nA[0] = X\nZ[l] = W[l] A[l-1] + b[l]\nA[l] = g(Z[l]) for l = 1..L\n"
MODELS = {
    "batch norm": BATCH_NORM,
    "deep": THREE_LAYERS,
    "long names": LONG_NAMES,
    "linear": LONG_MATRICES,
    "any depth": f"{ANY_DEPTH}J = 1/m sum(C(A[L], Y))\n",
}

#: What is printed over something else, what is cut off without a sign, and what makes the page itself scroll.
CLASHES = """() => {
  const BOXES = '.line, .shape, .mark, .because, .uses, .back > .label, h1, h2, h3, .left, .chain > li > div, '
    + '.chain > li > p, .listing td, .wide td, .note, main > p, figcaption, .under > math, .before, .row, .column';
  const scrolls = one => ['auto', 'scroll'].includes(getComputedStyle(one).overflowX);
  const name = one => `${one.className || one.localName}: ${one.textContent.slice(0, 40)}`;
  const boxes = [...document.querySelectorAll('main')].flatMap(main => [...main.querySelectorAll(BOXES)])
    .filter(one => one.getClientRects().length && !one.closest('thead'));
  const inks = [];
  for (const one of boxes) {
    const walk = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (!/[^\\s\\u2061\\u2062]/.test(node.data) || node.parentElement.closest(BOXES) !== one) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const found of range.getClientRects()) {
        let [left, right] = [found.left, found.right];
        for (let up = node.parentElement; up.localName !== 'main'; up = up.parentElement) {
          if (!scrolls(up)) continue;
          const clip = up.getBoundingClientRect();
          [left, right] = [Math.max(left, clip.left), Math.min(right, clip.right)];
        }
        const middle = (found.top + found.bottom) / 2;
        if (right - left > 2) inks.push({ one, left, right, top: middle - 4, bottom: middle + 4 });
      }
    }
  }
  inks.sort((a, b) => a.top - b.top);
  const over = new Set();
  inks.forEach((a, place) => {
    for (let next = place + 1; next < inks.length && inks[next].top < a.bottom; next++) {
      const b = inks[next];
      if (a.one === b.one || a.one.contains(b.one) || b.one.contains(a.one)) continue;
      if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2) over.add(`${name(a.one)} | ${name(b.one)}`);
    }
  });
  const cut = [];
  for (const math of document.querySelectorAll('main math')) {
    const own = math.getBoundingClientRect();
    if (!own.width) continue;
    let up = math.parentElement;
    while (up.localName !== 'main' && !scrolls(up) && getComputedStyle(up).display === 'inline') up = up.parentElement;
    const room = up.getBoundingClientRect();
    if (own.left < room.left - 1.5) cut.push(`on the left, ${name(math)}`);
    if (own.right <= room.right + 1.5) continue;
    for (; up.localName !== 'main' && !(scrolls(up) && up.scrollWidth > up.clientWidth); up = up.parentElement);
    const hasSign = up.localName !== 'main' && getComputedStyle(up).backgroundImage.includes('gradient');
    if (!hasSign) cut.push(name(math));
  }
  const wide = ['html', 'main'].map(part => document.querySelector(part))
    .filter(one => one.scrollWidth > one.clientWidth).map(one => `${one.localName} ${one.scrollWidth}`);
  return { over: [...over], cut, wide };
}"""


@pytest.fixture(scope="module")
def window() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield running.new_context(offline=True).new_page()
        running.close()


def laid_out(window: Any, html: str, path: Path) -> dict[int, dict[str, list[str]]]:
    """What is wrong at each width, everything unfolded."""
    path.write_text(html, encoding="utf-8")
    window.goto(path.as_uri())
    window.evaluate("document.fonts.ready.then(() => true)")
    window.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true; })")
    found = {}
    for width in WIDTHS:
        window.set_viewport_size({"width": width, "height": 900})
        found[width] = window.evaluate(CLASHES)
    return found


NOTHING: dict[int, dict[str, list[str]]] = {width: {"over": [], "cut": [], "wide": []} for width in WIDTHS}


@pytest.mark.parametrize("name", MODELS)
def test_derivations_with_their_columns(window: Any, name: str, tmp_path: Path) -> None:
    html = cg.read(MODELS[name]).derive().to("html", level="every-line")
    assert laid_out(window, html, tmp_path / "page.html") == NOTHING


@pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
def test_the_gallery(window: Any, example: Example, tmp_path: Path) -> None:
    assert laid_out(window, printed(example.document()), tmp_path / "page.html") == NOTHING


def test_an_equation_begins_beside_its_name_on_a_narrow_screen(window: Any, tmp_path: Path) -> None:
    laid_out(window, cg.read(BATCH_NORM).derive().to("html"), tmp_path / "page.html")
    window.set_viewport_size({"width": 360, "height": 900})
    below = window.evaluate(
        "[...document.querySelectorAll('.listing tr')].filter(row => row.querySelector('.value math')).filter(row =>"
        " row.querySelector('.value math').getBoundingClientRect().top"
        " > row.querySelector('.name math').getBoundingClientRect().bottom).map(row => row.textContent)"
    )
    assert below == []
