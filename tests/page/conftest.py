"""The two derivations every page test prints."""

from __future__ import annotations

import pytest
import written_derivations

from chalkgrad.calculus.derivation import Derivation


@pytest.fixture(scope="session")
def logistic() -> Derivation:
    return written_derivations.logistic()


@pytest.fixture(scope="session")
def network() -> Derivation:
    return written_derivations.network()
