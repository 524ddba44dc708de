"""``chalkgrad library``: what is known, as data, with proofs; and the test of a user's own entries."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ... import page
from ...calculus.entry_report import entry_report
from ...library import KINDS, Shelf, library_files, shelf_with
from ..entry_check import check_entries, lines_of, problems
from ..library_option import library_option
from ..showing import Place, showing_options

#: The formats that show pictures.
DRAWING = ("html", "pdf", "svg", "png")


@click.command(name="library", short_help="List the library, show one entry with its proofs, or check your own.")
@click.argument("name", required=False)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@showing_options
@library_option
def command(
    name: str | None,
    files: tuple[Path, ...],
    target: str | None,
    dialect: str | None,
    output: Path | None,
    width: int | None,
    colour: bool | None,
    library: tuple[Path, ...],
) -> int:
    """List activations, losses, optimizers, penalties and initialisations, or show the one called NAME.

    For a function the page has the slope as derived and as taught, both proved, the range, the kinks and a curve;
    with --format json also the points of the curve.

    Entries of your own are found in *.chalk files in the current folder, where CHALKGRAD_LIBRARY says, and where
    --library says. check FILES tests yours as those of chalkgrad are tested: exit code 1 if a claim does not hold, 2 if
    a text cannot be read.

    \b
    Example:
      chalkgrad library
      chalkgrad library sigmoid
      chalkgrad library check swash.chalk
    """
    if name == "check":
        return _check(files, library, target)
    if files:
        raise click.UsageError("one NAME at a time; chalkgrad library check FILES tests entries of your own")
    shelf = shelf_with(library_files(library, Path()))
    if name is None:
        _list(shelf)
        return 0
    report = entry_report(shelf, name)
    place = Place(target, dialect, output, width, colour)
    if place.printer.name == "json":
        place.deliver(lambda _: page.entry_json(report))
    else:
        place.show(page.entry_page(report, drawn=place.printer.name in DRAWING))
    return 0


def _list(shelf: Shelf) -> None:
    for folder in KINDS:
        click.echo(f"{folder:16} {', '.join(name for name in shelf.names(folder) if name not in shelf.own)}")
    if shelf.own:
        click.echo("\nyour own:")
        for name in shelf.own:
            place = shelf.own[name]
            click.echo(f"  {KINDS[place.folder]:14} {name:16} {place.shown}")
    click.echo("\nchalkgrad library NAME shows one of them.")


def _check(files: tuple[Path, ...], library: tuple[Path, ...], target: str | None) -> int:
    if not files:
        raise click.UsageError("name the files: chalkgrad library check swash.chalk")
    folder = files[0] if files[0].is_dir() else files[0].parent  # its neighbours may be called by it
    found = library_files((*files, *library), folder)
    wanted = tuple(file.filename for file in library_files(files, Path("")) if file.named)
    entries = list(check_entries(found, wanted))
    if target == "json":
        records = [
            {
                "name": checked.place.name,
                "kind": KINDS[checked.place.folder],
                "place": checked.place.shown,
                "findings": [page.finding_record(finding) for finding in checked.findings],
            }
            for checked in entries
        ]
        click.echo(json.dumps(records, ensure_ascii=False, indent=2))
    else:
        for checked in entries:
            click.echo("\n".join(lines_of(checked)))
        count = problems(entries)
        verb = "does" if count == 1 else "do"
        click.echo(f"\n{len(entries)} checked, " + (f"{count} {verb} not hold" if count else "everything holds"))
    return 1 if problems(entries) else 0
