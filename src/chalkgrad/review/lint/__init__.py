"""Warnings about a network before it is trained: each is one file of the folder ``warnings``."""

from .finding import Finding as Finding
from .walk import known_warnings as known_warnings
from .walk import lint as lint
