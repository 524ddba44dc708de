"""Write every page of the gallery in every format, with an index that leads to each.

    python docs/every_format.py FOLDER

``FOLDER/index.html`` is a table: a row for each page, a column for each format that is found in
``chalkgrad/page/printers``. What a format cannot hold, such as a picture of a page that is too high for one, is said in
its place. The tests print the same pages in the same formats and look at each with a program that reads it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "page"))

from gallery import EXAMPLES, Example

from chalkgrad import page
from chalkgrad.errors import InputError
from chalkgrad.page import registry
from chalkgrad.page.printer import Options, Printer

STYLE = (
    "body { font: 1rem/1.5 Georgia, serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; "
    "color: CanvasText; background: Canvas; color-scheme: light dark; overflow-x: auto } "
    "th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.75rem 0.25rem 0; "
    "border-bottom: 1px solid GrayText; font-weight: normal } "
    "table { border-collapse: collapse } thead th { font-weight: bold }"
)


def printed(example: Example, printer: Printer) -> str | bytes:
    """The page in a format. Raises InputError where the format has no place for it."""
    if printer.page is not None:
        return printer.page(example.document(), Options())
    if example.derivation is None:
        raise InputError("derivations only")
    return printer.derivation(example.derivation(), Options())


def written(example: Example, printer: Printer, folder: Path) -> str:
    """Writes one page in one format; the cell of the table that leads to it, or says why it is not there."""
    own = "" if printer.default else f".{printer.name}"
    file = folder / f"{example.name}{own}{printer.endings[0]}"
    try:
        content = printed(example, printer)
    except InputError as error:
        return f'<td title="{escape(str(error))}">not made</td>'
    file.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return f'<td><a href="{escape(file.name)}">{escape("".join(file.suffixes))}</a></td>'


def index(rows: Iterable[str], formats: Iterable[str]) -> str:
    """The page with the table."""
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in ("page", *formats))
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>chalkgrad: the gallery in every format</title>\n<style>{STYLE}</style>\n"
        "<h1>The gallery in every format</h1>\n"
        f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{''.join(rows)}</tbody>\n</table>\n</html>\n"
    )


def main(folder: Path, examples: Sequence[Example] = EXAMPLES) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    printers = [page.printer(name) for name in registry.names()]
    rows = []
    for number, example in enumerate(examples, 1):
        print(f"{number:2} of {len(examples)}  {example.title}", file=sys.stderr)
        cells = "".join(written(example, printer, folder) for printer in printers)
        rows.append(f'<tr><th scope="row">{escape(example.title)}</th>{cells}</tr>\n')
    (folder / "index.html").write_text(index(rows, registry.names()), encoding="utf-8")
    print(folder / "index.html")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
