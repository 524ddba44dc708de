"""Which functions may stand for g and C of a network of any depth: ``model.at_depth(3, g="tanh", C="...")``."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import InputError
from ..library import LibraryFile, functions_for
from ..notation.nearest import nearest
from ..terms import PRIMITIVES, Function


def check_chosen(unknown: Mapping[str, int], chosen: Mapping[str, object], library: tuple[LibraryFile, ...]) -> None:
    """Raises InputError unless every function that stands for any one is given one with its number of arguments.

    ``unknown`` has the number of arguments by name, ``chosen`` the name of what is put in.
    """
    for name in chosen:
        if name not in unknown:
            listed = ", ".join(unknown) or "none"
            raise InputError(f"{name} is no function of this model that stands for any", hint=f"These do: {listed}.")
    known = functions_for(" ".join(f"{name}(z)" for name in chosen.values() if isinstance(name, str)), library)
    for name, count in unknown.items():
        plain = [other for other, arguments in PRIMITIVES.items() if arguments == count]
        fitting = {*plain, *(other for other, function in known.items() if _fits(function, count))}
        usual = [other for other in sorted(known) if other in fitting and _needed(known[other]) == count]
        way_out = f'Give the name of a function of {_arguments(count)}: {name}="{_example(count)}".'
        if name not in chosen:
            raise InputError(f"{name} stands for any function; it has to be chosen", hint=_for_example(unknown))
        given = chosen[name]
        if not isinstance(given, str):
            raise InputError(f"{name} = {given!r} is not the name of a function", hint=way_out)
        if given in fitting:
            continue
        if given in known or given in PRIMITIVES:
            raise InputError(
                f"{name} has {_arguments(count)}, and {given} has another number of them",
                hint=f"Functions of {_arguments(count)}: {', '.join(usual)}.",
            )
        kind = "activation" if count == 1 else "loss" if count == 2 else "function"
        meant = nearest(given, sorted(fitting))
        raise InputError(
            f"there is no {kind} called {given}",
            hint=f"{meant} Known: {', '.join(usual)}. One of your own is written in a library file.".strip(),
        )


def _for_example(unknown: Mapping[str, int]) -> str:
    chosen = {name: _example(count) for name, count in unknown.items()}
    options = ",".join(f"{name}={function}" for name, function in chosen.items())
    arguments = ", ".join(f'{name}="{function}"' for name, function in chosen.items())
    return f"For example --functions {options}, in Python at_depth(3, {arguments})."


def _fits(function: Function, count: int) -> bool:
    return _needed(function) <= count <= len(function.arguments)


def _needed(function: Function) -> int:
    return len(function.arguments) - len(function.defaults)


def _arguments(count: int) -> str:
    return f"{count} argument{'' if count == 1 else 's'}"


def _example(count: int) -> str:
    return "tanh" if count == 1 else "half_squared_error"
