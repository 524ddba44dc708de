"""Measures of how good predictions are. One file = one measure: every module here has a ``METRIC``."""
