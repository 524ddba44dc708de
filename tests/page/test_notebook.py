"""Notebooks: valid, the same every time, run from top to bottom, and readable when they are exported offline."""

from __future__ import annotations

import asyncio
import base64
import re
from pathlib import Path

import nbclient
import nbconvert
import nbformat
import pytest
from gallery import ANY_DEPTH, EXAMPLES, LOGISTIC, NAMES, SHALLOW, Example

import chalkgrad as cg
from chalkgrad import page
from chalkgrad.notation.surface import Name
from chalkgrad.page.document import Document, Formula, Picture, Title
from chalkgrad.page.mime import latex_page

DERIVED = [example for example in EXAMPLES if example.derivation is not None]


def notebook(derivation: cg.Derivation, **options: object) -> nbformat.NotebookNode:
    return nbformat.reads(derivation.to("notebook", **options), as_version=4)


def code(found: nbformat.NotebookNode) -> list[str]:
    return [cell.source for cell in found.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
def test_pages_are_valid_notebooks_of_text(example: Example) -> None:
    printer = page.printer("notebook").page
    assert printer is not None
    found = nbformat.reads(printer(example.document(), page.Options()), as_version=4)
    nbformat.validate(found)
    assert (found.nbformat, found.nbformat_minor) == (4, 5)
    assert len({cell.id for cell in found.cells}) == len(found.cells) > 1
    assert not code(found)


@pytest.mark.parametrize("example", DERIVED, ids=[example.name for example in DERIVED])
def test_the_code_derives_the_same_again(example: Example) -> None:
    assert example.derivation is not None
    derivation = example.derivation()
    found = notebook(derivation)
    nbformat.validate(found)
    assert [cell.cell_type for cell in found.cells[:3]] == ["markdown", "code", "markdown"]
    names: dict[str, cg.Derivation] = {}
    exec(code(found)[0], names)
    assert repr(names["derivation"]) == repr(derivation)  # each equation, its shape, certificate and number of steps


def test_the_code_names_what_was_asked_for() -> None:
    shallow = cg.read(SHALLOW)
    assert code(notebook(shallow.derive(wrt="W1")))[0].splitlines()[-2] == 'derivation = model.derive(wrt=["W1"])'
    both = shallow.derive("literal", wrt=["W1", "W2"])
    (source,) = code(notebook(both))
    assert source.splitlines()[-2].startswith('derivation = model.derive("literal", wrt=[')
    names: dict[str, cg.Derivation] = {}
    exec(source, names)
    assert list(names["derivation"]) == list(both)
    assert code(notebook(cg.read(ANY_DEPTH).derive()))[0].splitlines()[-2] == "derivation = model.derive()"


def test_a_convention_of_ones_own_cannot_be_called_by_name() -> None:
    own = cg.read(LOGISTIC).derive().convention.model_copy(update={"name": "mine"})
    assert not code(notebook(cg.read(LOGISTIC).derive(own)))


def test_what_a_notebook_shows() -> None:
    derivation = cg.read(SHALLOW).derive()
    shown = derivation._repr_mimebundle_()
    assert "text/html" not in shown  # its MathML would be flattened to wrong mathematics
    assert shown["text/plain"] == derivation.to("terminal")
    assert shown["text/latex"] == latex_page(derivation.document())
    assert shown["text/latex"].count("\\begin{aligned}") == shown["text/latex"].count("\\end{aligned}") > 5
    assert ("image/svg+xml" in shown) == ("svg" in page.printers())
    assert derivation["dZ2"]._repr_latex_() == "$$dZ^{[2]} = A^{[2]} - Y$$"


def test_pictures_are_attached_to_their_cells() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>'
    document = Document((Title(("Page",)), Picture(svg, "A line [flat].", ("Caption of ", Formula(Name("a")), "."))))
    printer = page.printer("notebook").page
    assert printer is not None
    found = nbformat.reads(printer(document, page.Options()), as_version=4)
    nbformat.validate(found)
    (cell,) = found.cells
    assert cell.source == "# Page\n\n![A line \\[flat\\].](attachment:picture-1.svg)\n\nCaption of $a$."
    assert base64.b64decode(cell.attachments["picture-1.svg"]["image/svg+xml"]).decode() == svg
    exported, _ = nbconvert.HTMLExporter(template_name="lab").from_notebook_node(found)
    assert "data:image/svg+xml;base64," in exported


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_it_runs_and_is_exported_offline_with_its_formulas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("typst")
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(Path(cg.__file__).parents[1]))
    found = notebook(cg.read(LOGISTIC).derive())
    client = nbclient.NotebookClient(
        found, timeout=300, kernel_name="python3", resources={"metadata": {"path": tmp_path}}
    )
    asyncio.run(client.async_execute())
    (output,) = found.cells[1].outputs
    assert output.output_type == "execute_result"
    assert "a - y" in output.data["text/plain"] and "\\frac{a - y}" in output.data["text/latex"]
    exported, _ = nbconvert.HTMLExporter(template_name="lab").from_notebook_node(found)
    pictures = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', exported)
    assert [base64.b64decode(each).decode() for each in pictures] == [output.data["image/svg+xml"]]
    assert output.data["image/svg+xml"].startswith("<svg")
