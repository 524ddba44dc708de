"""``chalkgrad doctor``: is this installation in order?"""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

import click

from ..model import read

CORE = ("numpy", "click", "pydantic", "rich", "lark", "mpmath")
OPTIONAL = {"scikit-learn": "bench"}


@click.command(name="doctor", short_help="Check the installation.")
def command() -> int:
    """Show versions, what is optional and absent, and derive and prove a small network as a self-test.

    \b
    Example:
      chalkgrad doctor
    """
    click.echo(f"chalkgrad {version('chalkgrad')} · Python {platform.python_version()} · {platform.system()}")
    for name in CORE:
        click.echo(f"  {name:14} {version(name)}")
    for name, extra in OPTIONAL.items():
        try:
            click.echo(f"  {name:14} {version(name)}")
        except PackageNotFoundError:
            click.echo(f"  {name:14} not installed (optional: pip install chalkgrad[{extra}])")
    derivation = read("a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))").derive(wrt="z")
    right = derivation["dz"].text == "a - y" and derivation["dz"].certificate.kind == "proved"
    click.echo(f"self-test: dz = {derivation['dz'].text}, {derivation['dz'].certificate.kind}")
    return 0 if right else 3
