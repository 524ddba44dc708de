r"""Model equations given as LaTeX, read to the same model as their plain spelling.

``transliterate`` turns a model's text, in which lines of LaTeX and of plain notation may be mixed, into plain text and
a map from each of its characters back to the source; ``read_tex`` reads one formula.
"""

from .places import Bounds, Transliteration
from .transliterate import read_tex, transliterate

__all__ = ["Bounds", "Transliteration", "read_tex", "transliterate"]
