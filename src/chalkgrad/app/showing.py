"""How a command shows a page: on the terminal, or in a file whose ending says the format.

Every command that shows mathematics takes the same options (``showing_options``) and delivers in the same way, so a
new printer serves all of them at once.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from ..errors import InputError
from ..page import registry
from ..page.document import Document, Title
from ..page.printer import Options, Printer
from .writing import Printing, check_folder, write_page

_Command = TypeVar("_Command", bound=Callable[..., Any])

_WIDTH_OF_FILES = 100
_ELSEWHERE = "Write it somewhere else: -o FILE."
_SMALLEST_PAGE = Document((Title(("chalkgrad",)),))

_OPTIONS = (
    click.option("--format", "target", help="The format by name, such as github; default by the ending of -o."),
    click.option("--for", "dialect", help="The site that a .md file is for, such as github."),
    click.option(
        "-o", "--output", type=click.Path(path_type=Path), help="Write to this file; its ending is the format."
    ),
    click.option("--width", type=click.IntRange(20, 400), help="Columns of the terminal; default as it is."),
    click.option("--colour/--no-colour", default=None, help="Default: colour on a terminal."),
)


def showing_options(command: _Command) -> _Command:
    """Give a command the options ``target``, ``dialect``, ``output``, ``width`` and ``colour``."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


class Place:
    """Where a page goes and in which format, made of the command's options.

    Raises InputError for an unknown format, two formats at once, or one that does not belong to the ending of the file.
    """

    def __init__(
        self, target: str | None, dialect: str | None, output: Path | None, width: int | None, colour: bool | None
    ) -> None:
        if target and dialect and target != dialect:
            raise InputError(
                f"--format {target} and --for {dialect} name two formats",
                hint="Keep one of them: --for says for which site, --format is any format by its name.",
            )
        self.output, self.colour = output, colour
        self.printer = _printer(target or dialect, output)
        on_screen = output is None and sys.stdout.isatty()
        self.width = width or (shutil.get_terminal_size().columns if on_screen else _WIDTH_OF_FILES)
        self.painted = on_screen if colour is None else colour

    def options(self, **more: Any) -> Options:
        """The options of the printer; ``more`` are those that are not about the place (``level``, ``follow``)."""
        terminal = self.printer.name == "terminal"
        return Options(width=self.width, colour=self.painted and terminal, **more)

    def check(self) -> None:
        """Raise InputError now for what would keep a page from being written after long work.

        That is a folder that does not exist or takes no files, a library that the format needs, or bytes for a screen.
        """
        if self.output is not None:
            check_folder(self.output)
            if not os.access(self.output.parent, os.W_OK):
                raise InputError(f"no file can be written in the folder {self.output.parent}", hint=_ELSEWHERE)
        printed = _page(self.printer, _SMALLEST_PAGE, self.options())
        if self.output is None and isinstance(printed, bytes) and sys.stdout.isatty():
            self._print(printed)

    def show(self, document: Document, **more: Any) -> None:
        """Print a page. Raises BadParameter for a format that only knows derivations."""
        self.deliver(lambda printer: _page(printer, document, self.options(**more)))

    def deliver(self, printed: Printing) -> None:
        """Write to the file, and what belongs beside it, or print to standard output."""
        if self.output is None:
            self._print(printed(self.printer))
            return
        written = write_page(self.output, self.printer, printed)
        for path in written.paths:
            click.echo(f"wrote {path}")
        for sentence in written.missing:
            click.echo(sentence, err=True)
        if written.failed is not None:
            raise written.failed

    def _print(self, printed: str | bytes) -> None:
        if isinstance(printed, bytes):
            if sys.stdout.isatty():
                raise InputError(
                    f"{self.printer.name} is no text to show on a terminal",
                    hint=f"Write it to a file: -o page{self.printer.endings[0]}",
                )
            sys.stdout.buffer.write(printed)
        else:
            click.echo(printed, nl=False, color=True if self.colour else None)


def _page(printer: Printer, document: Document, options: Options) -> str | bytes:
    if printer.page is None:
        raise click.BadParameter(f"{printer.name} shows derivations only", param_hint="--format")
    return printer.page(document, options)


def _printer(name: str | None, output: Path | None) -> Printer:
    if output is not None:
        return registry.for_file(output.suffix, name)
    return registry.printer(name or "terminal")
