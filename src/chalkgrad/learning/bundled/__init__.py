"""The example that travels with the package: a table of real measurements and a model for it.

``breast_cancer.csv``: Wolberg, W., Street, W. N., Mangasarian, O. (1995), Breast Cancer Wisconsin (Diagnostic),
UCI Machine Learning Repository, https://doi.org/10.24432/C5DW2B, CC BY 4.0. The same two files are in ``examples/``.
"""

from __future__ import annotations

from pathlib import Path

BREAST_CANCER_TABLE = Path(__file__).with_name("breast_cancer.csv")
BREAST_CANCER_MODEL = Path(__file__).with_name("breast_cancer.chalk")
BREAST_CANCER_TARGET = "diagnosis"
