"""The routes to taught results, found by walking the folder ``routes``: a folder is a result, a file in it a route."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType, ModuleType

from ..errors import InputError, ProofError
from . import routes as folder
from .derivation import Line
from .theorem import Claim, Written
from .written_route import Goal, Part, Script


@dataclass(frozen=True)
class Route:
    """One way to a result: every step of its chains is certified, and the last chain is ``left = ... = right``."""

    result: str
    name: str
    title: str
    claims: tuple[Claim, ...]

    @property
    def left(self) -> Line:
        return self.claims[-1].left

    @property
    def right(self) -> Line:
        return self.claims[-1].right


@dataclass(frozen=True)
class Agreement:
    """A result with routes to it: its setting, and ``claim`` (left = right in one step), which every route ends in."""

    result: str
    title: str
    script: Script
    routes: tuple[Route, ...]
    claim: Claim


@dataclass(frozen=True)
class _Known:
    goal: Goal
    modules: Mapping[str, ModuleType]


@cache
def known_routes() -> Mapping[str, tuple[str, ...]]:
    """The names of the routes to each result, in the order they are taught."""
    return MappingProxyType({result: tuple(known.modules) for result, known in _known().items()})


@cache
def slopes_of_activations() -> Mapping[str, str]:
    """The result that is the slope of an activation, by the activation's name in the library."""
    found = {known.goal.activation: result for result, known in _known().items() if known.goal.activation}
    return MappingProxyType(found)


def routes(result: str) -> tuple[Route, ...]:
    """All routes to a result, each step certified. Raises InputError for an unknown result."""
    return routes_together(result).routes


def route(result: str, name: str) -> Route:
    """One route. Raises InputError for an unknown result or route."""
    (only,) = routes_together(result, name).routes
    return only


def routes_together(result: str, name: str | None = None) -> Agreement:
    """The routes to a result (or the one called ``name``) and the line they all end in.

    Raises InputError for an unknown result or route; ProofError if a step is false or a route ends somewhere else.
    """
    result = _chosen(result, "result with routes", tuple(_known()))
    known = _known()[result]
    names = tuple(known.modules) if name is None else (_chosen(name, f"route to {result}", tuple(known.modules)),)
    script = Script(known.goal.setting)
    found = tuple(_walked(result, each, known, script) for each in names)
    words = "; ".join(each.title[0].lower() + each.title[1:] for each in found)
    agreed = Written("routes-agree", words, known.goal.right)
    return Agreement(
        result, known.goal.title, script, found, script.claim(Part("The result", known.goal.left, (agreed,)))
    )


def _walked(result: str, name: str, known: _Known, script: Script) -> Route:
    module = known.modules[name]
    found = Route(result, name, module.TITLE, tuple(script.claim(part) for part in module.PARTS))
    ends = (script.line(known.goal.left).text, script.line(known.goal.right).text)
    if (found.left.text, found.right.text) != ends:
        raise ProofError(f"the route {name} to {result} does not go from {ends[0]} to {ends[1]}")
    return found


@cache
def _known() -> Mapping[str, _Known]:
    found = {}
    for package in sorted(pkgutil.iter_modules(folder.__path__), key=lambda item: item.name):
        result = importlib.import_module(f"{folder.__name__}.{package.name}")
        names = [entry.name for entry in pkgutil.iter_modules(result.__path__)]
        modules = [importlib.import_module(f"{result.__name__}.{name}") for name in names]
        in_order = sorted(zip(names, modules, strict=True), key=lambda pair: int(pair[1].PLACE))
        found[_spoken(package.name)] = _Known(result.GOAL, {_spoken(name): module for name, module in in_order})
    return MappingProxyType(found)


def _spoken(name: str) -> str:
    return name.replace("_", "-")


def _chosen(name: str, what: str, known: tuple[str, ...]) -> str:
    if _spoken(name) in known:
        return _spoken(name)
    near = get_close_matches(name, known, n=1, cutoff=0.4)
    guess = f"Did you mean {near[0]}? " if near else ""
    raise InputError(f"there is no {what} called {name!r}", hint=f"{guess}Known: {', '.join(known)}.")
