"""``chalkgrad``: the command line. Each command is one file in ``commands/``, found by walking that folder."""

from __future__ import annotations

import errno
import sys
from importlib import import_module
from importlib.resources import files
from typing import Any

import click

from ..errors import ChalkError

REPORT = "This is a mistake in chalkgrad, not yours. Please report it with the command and the lines above."


class Commands(click.Group):
    """Loads a command's file only when it is asked for, so that ``--help`` is fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        folder = files(__package__).joinpath("commands")
        return sorted(p.name[:-3] for p in folder.iterdir() if p.name.endswith(".py") and not p.name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"{__package__}.commands.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in self.list_commands(ctx):
            from difflib import get_close_matches

            near = get_close_matches(name, self.list_commands(ctx), n=1, cutoff=0.4)
            raise click.UsageError(f"There is no command {name!r}." + (f" Did you mean {near[0]}?" if near else ""))
        return super().resolve_command(ctx, args)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="chalkgrad")
def group() -> None:
    """The neural-network library that shows its work.

    Write a network as equations; get every gradient derived in certified steps, and train with exactly those.

    \b
    chalkgrad tour
    chalkgrad derive "a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))" --wrt z

    Exit codes: 0 fine, 1 something was found wrong, 2 bad input, 3 a mistake of ours, 4 a run stopped,
    130 interrupted.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run a command and turn every outcome into an exit code; a user's mistake never shows a traceback."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    try:
        outcome: Any = group.main(args=arguments, prog_name="chalkgrad", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("interrupted", err=True)
        return 130
    except KeyboardInterrupt:
        click.echo("interrupted", err=True)
        return 130
    except click.ClickException as error:
        error.show()
        return 2
    except ChalkError as error:
        click.echo(f"error: {error}", err=True)
        if error.exit_code == 3:
            click.echo(REPORT, err=True)
        return error.exit_code
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as error:
        click.echo(f"error: {error.filename or 'a file'}: {error.strerror or error}", err=True)
        return 4 if error.errno == errno.ENOSPC else 2
    except MemoryError:
        click.echo("error: the input needs more memory than there is", err=True)
        return 2
    except RecursionError:
        click.echo("error: the input is nested too deeply", err=True)
        return 2
    return outcome if isinstance(outcome, int) else 0
