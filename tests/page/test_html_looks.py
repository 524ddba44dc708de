"""Pages look as they did when somebody last looked at them: screenshots beside stored ones, within a tolerance.

``CHALKGRAD_WRITE_GOLDEN=1`` writes the pictures anew, and fails once: look at them. The fonts come with the page, so
that two machines draw nearly the same; what remains (smoothing, the reader's own font for source text) is blurred away
before the pictures are compared.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from test_html import printed
from written_figures import figures

import chalkgrad as cg
from chalkgrad import page
from chalkgrad.calculus.derivation import Derivation

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")

FOLDER = Path(__file__).parent / "golden"
#: Of the whole range from black to white, the mean over all points, after each 6 by 6 points became one.
TOLERANCE = 0.004

VIEWS = {
    "logistic-light": ("logistic", 1000, 1500, "light"),
    "figures-dark": ("figures", 1000, 1000, "dark"),
    "network-telephone": ("network", 360, 1400, "light"),
}

DIFFERENCE = """async ([first, second]) => {
  const drawn = async data => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.round(image.width / 6), Math.round(image.height / 6)];
    const pen = canvas.getContext("2d");
    pen.imageSmoothingQuality = "high";
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    return [image.width, image.height, pen.getImageData(0, 0, canvas.width, canvas.height).data];
  };
  const [a, b] = [await drawn(first), await drawn(second)];
  if (a[0] !== b[0] || a[1] !== b[1]) return 1;
  let sum = 0;
  for (let place = 0; place < a[2].length; place++) sum += Math.abs(a[2][place] - b[2][place]);
  return sum / (0.75 * a[2].length * 255);
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


@pytest.fixture
def texts(logistic: Derivation, network: Derivation) -> dict[str, str]:
    made = {"logistic": page.render(logistic, "html"), "network": page.render(network, "html")}
    return {"figures": printed(figures(), follow=("dZ1",)), **{name: str(text) for name, text in made.items()}}


def taken(browser: Any, text: str, path: Path, width: int, height: int, colour: str, pixels: float = 1) -> bytes:
    """A picture of the page, with so many ``pixels`` of the screen for one of the page."""
    path.write_text(text, encoding="utf-8")
    context = browser.new_context(
        offline=True, viewport={"width": width, "height": height}, color_scheme=colour, device_scale_factor=pixels
    )
    shown = context.new_page()
    shown.goto(path.as_uri())
    shown.evaluate("document.fonts.ready.then(() => true)")
    shown.wait_for_selector("html.whole", state="attached")  # asks no string to be run, which the page forbids
    picture: bytes = shown.screenshot()
    context.close()
    return picture


def difference(browser: Any, first: bytes, second: bytes) -> float:
    shown = browser.new_page()
    apart: float = shown.evaluate(DIFFERENCE, [base64.b64encode(each).decode() for each in (first, second)])
    shown.close()
    return apart


@pytest.mark.parametrize("view", VIEWS)
def test_it_looks_as_it_did(browser: Any, texts: dict[str, str], view: str, tmp_path: Path) -> None:
    name, *how = VIEWS[view]
    picture = taken(browser, texts[name], tmp_path / "page.html", *how)  # type: ignore[arg-type]
    stored = FOLDER / f"{view}.png"
    if os.environ.get("CHALKGRAD_WRITE_GOLDEN"):
        stored.write_bytes(picture)
        raise AssertionError(f"{stored.name} was written; look at it, then run the tests again without the variable")
    assert difference(browser, stored.read_bytes(), picture) < TOLERANCE


@pytest.mark.parametrize("view", VIEWS)
def test_a_page_that_lost_its_font_or_its_style_would_be_noticed(
    browser: Any, texts: dict[str, str], view: str, tmp_path: Path
) -> None:
    name, *how = VIEWS[view]
    stored = (FOLDER / f"{view}.png").read_bytes()
    for lost in (r"@font-face\{[^}]*\}", r"\.chain\{[^}]*\}|\.stages\{[^}]*\}"):
        changed = re.sub(lost, "", texts[name])
        assert changed != texts[name]
        picture = taken(browser, changed, tmp_path / "page.html", *how)  # type: ignore[arg-type]
        assert difference(browser, stored, picture) > TOLERANCE


@pytest.mark.parametrize("pixels", [1.25, 1.5])
def test_shades_of_what_does_not_scroll_are_hidden_to_the_last_pixel(
    browser: Any, texts: dict[str, str], tmp_path: Path, pixels: float
) -> None:
    plain = texts["logistic"].replace("</style>", "main *{background-image:none !important}</style>", 1)
    shown = [
        taken(browser, text, tmp_path / "page.html", 1000, 1500, "light", pixels) for text in (texts["logistic"], plain)
    ]
    with_shades, without = (np.asarray(Image.open(BytesIO(each)).convert("L"), dtype=int) for each in shown)
    assert (abs(with_shades - without) > 12).mean() < 1e-5


def test_what_follows_a_root_stands_beside_it(browser: Any, tmp_path: Path) -> None:
    """Chromium keeps room behind a root for the widest sign of its font; the style takes it back."""
    source = "X: n0 x m; Y: n1 x m; Z = W X; V = 1/m rowsum(Z^2); A = Z/sqrt(V + 1); J = 1/m sum((A - Y)^2)"
    (tmp_path / "page.html").write_text(str(cg.read(source).derive().to("html")), encoding="utf-8")
    shown = browser.new_page()
    shown.goto((tmp_path / "page.html").as_uri())
    gaps = shown.evaluate(
        """() => [...document.querySelectorAll("msup > msqrt")].filter(root => root.checkVisibility()).map(root => {
          const inside = root.lastElementChild.getBoundingClientRect().right;
          const size = parseFloat(getComputedStyle(root).fontSize);
          return (root.nextElementSibling.getBoundingClientRect().left - inside) / size;
        })"""
    )
    shown.close()
    assert gaps and all(-0.05 < gap < 0.2 for gap in gaps), gaps
