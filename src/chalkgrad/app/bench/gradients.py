"""The derived gradients against gradients nobody derived, on random dense networks."""

from __future__ import annotations

from collections import Counter

import numpy as np

from ..model import read
from ..random_network import ACTIVATIONS, Array, RandomNetwork, random_network
from ..report import Options, Report, Row

question = "Do the derived gradients equal independently computed ones on random networks?"

NETWORKS = 200
LARGEST_DEPTH = 6
PROMISED = 1e-9


def run(options: Options) -> Report:
    random = np.random.default_rng(options.seed)
    errors: list[tuple[float, str]] = []
    used: Counter[str] = Counter()
    for number in range(NETWORKS):
        network = random_network(random, 1 + number % LARGEST_DEPTH)
        used.update((*network.hidden, network.output))
        errors.append(largest_error(network))
    worst, where = max(errors)
    wrong = sum(error > PROMISED for error, _ in errors)
    missing = sorted(set(ACTIVATIONS) - set(used))
    return Report(
        (
            Row("networks of 1 to 6 layers", NETWORKS),
            Row("networks with a wrong gradient", wrong, "", "none", wrong == 0),
            Row("largest relative difference", worst, "", f"<= {PROMISED:.0e}", worst <= PROMISED),
            Row("activations not drawn", len(missing), "", "none", not missing),
        ),
        (
            f"float64, against complex-step derivatives of a forward pass written by hand; seed {options.seed}",
            f"the largest difference is in {where}",
            "uses: " + ", ".join(f"{name} {count}" for name, count in used.most_common()),
        ),
    )


def largest_error(network: RandomNetwork) -> tuple[float, str]:
    """The largest difference of any gradient, relative to the largest entry of that gradient."""
    exact = network.independent_gradients()
    ours = read(network.text).gradients(network.values)
    differences = [(difference(ours[f"d{name}"], exact[name]), f"d{name}") for name in exact]
    worst, name = max(differences)
    return worst, f"{name} of {'-'.join((*network.hidden, network.output))}"


def difference(ours: Array, exact: Array) -> float:
    if ours.shape != exact.shape or not np.all(np.isfinite(ours)):
        return float("inf")
    largest = float(np.abs(exact).max())
    return float(np.abs(ours - exact).max()) / max(largest, 1e-12)
