"""``chalkgrad library``: what is known, as data, with proofs; and the test of a user's own entries."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import click

from ... import page
from ...calculus.entry_report import EntryReport, entry_report
from ...errors import InputError
from ...learning.atomic import write_text
from ...library import KINDS, Shelf, library_files, shelf_with
from ..entry_check import check_entries, lines_of, problems
from ..library_option import library_option


@click.command(name="library", short_help="List the library, show one entry with its proofs, or check your own.")
@click.argument("name", required=False)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "target", default="terminal", show_default=True, help="terminal, github or json.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write the page here, or the curve (.svg).")
@click.option("--width", type=click.IntRange(20, 400), help="Columns of the terminal; default as it is.")
@library_option
def command(
    name: str | None,
    files: tuple[Path, ...],
    target: str,
    output: Path | None,
    width: int | None,
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
    if output is not None and output.suffix == ".svg":
        if not report.curves:
            raise InputError(f"there is no curve of {name}", hint="A curve is drawn for a function of one number.")
        write_text(output, page.entry_chart(report))
        click.echo(f"wrote {output}")
        return 0
    if output is not None and target == "terminal":
        target = page.by_ending(output.suffix).name
    text = _as(target, report, width)
    if output is None:
        click.echo(text, nl=False)
    else:
        write_text(output, text)
        click.echo(f"wrote {output}")
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


def _as(target: str, report: EntryReport, width: int | None) -> str:
    if target == "json":
        return page.entry_json(report)
    printer = page.printer(target)
    if printer.page is None:
        raise click.BadParameter(f"{target} shows derivations only", param_hint="--format")
    columns = width or (shutil.get_terminal_size().columns if sys.stdout.isatty() else 100)
    return printer.page(page.entry_page(report), page.Options(width=columns))


def _check(files: tuple[Path, ...], library: tuple[Path, ...], target: str) -> int:
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
