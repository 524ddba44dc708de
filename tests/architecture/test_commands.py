"""Every command is found by walking its folder and documents itself with an example."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import click
from click.testing import CliRunner

import chalkgrad.app.commands as folder


def commands() -> Iterator[tuple[str, click.Command]]:
    for module in pkgutil.iter_modules(folder.__path__):  # each file is one command
        yield module.name, importlib.import_module(f"{folder.__name__}.{module.name}").command


def test_each_file_holds_one_command_of_its_own_name() -> None:
    found = dict(commands())
    assert found
    for name, command in found.items():
        assert isinstance(command, click.Command), name
        assert command.name == name.replace("_", "-")


def test_help_explains_and_shows_an_example() -> None:
    for name, command in commands():
        result = CliRunner().invoke(command, ["--help"], terminal_width=120)
        assert result.exit_code == 0, name
        assert "Example" in result.output, f"chalkgrad {name} --help shows no example"
        assert f"chalkgrad {command.name}" in result.output, f"the example of {name} cannot be copied"


def test_every_option_says_what_it_does() -> None:
    silent = [
        f"{name} {option.opts[0]}"
        for name, command in commands()
        for option in command.params
        if isinstance(option, click.Option) and not option.help and option.name != "help"
    ]
    assert not silent, silent
