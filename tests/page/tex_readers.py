r"""What a site takes for formulas in a post, by the site's own rules: ``[(tex, is_display), ...]`` in reading order.

Each reader raises AssertionError for what the site would swallow, damage or show as it is written.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata

import cmarkgfm

Formulas = list[tuple[str, bool]]

_FENCE = re.compile(r"^(`{3,})\w*\n.*?^\1$\n?", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"(?<!\$)(`+)(?!`).*?(?<!`)\1(?!`)")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


def github(post: str) -> Formulas:
    """GitHub: what is left of fenced ``math`` blocks and of dollar-backtick spans after its Markdown parser."""
    touching = re.search(r"\w\$`|`\$\w", post)
    assert touching is None, f"a formula that touches a letter stays as it is: {touching}"
    rendered = cmarkgfm.github_flavored_markdown_to_html(post)
    pattern = r'<pre lang="math"><code>(.*?)</code></pre>|\$<code>(.*?)</code>\$'
    found = re.findall(pattern, rendered, re.DOTALL)
    return [(html.unescape(block or span).rstrip("\n"), bool(block)) for block, span in found]


def discourse(post: str) -> Formulas:
    """Discourse's math plugin: blocks between lines that are ``$$`` alone, and ``$..$`` with safe neighbours."""
    found: Formulas = []
    block: list[str] | None = None
    before = ""
    for line in [*_FENCE.sub("", post).split("\n"), ""]:
        if line.strip() == "$$":
            if block is None:
                assert not before.strip(), f"no blank line before $$: {before!r}"
                block = []
            else:
                found.append(("\n".join(block), True))
                block = None
        elif block is not None:
            block.append(line)
        else:
            assert "$$" not in line, f"$$ within a line is no formula: {line!r}"
            assert r"\begin{" not in re.sub(r"\$.*?\$", "", line), f"an environment outside of dollars: {line!r}"
            found += [(tex, False) for tex in _discourse_spans(_CODE.sub("`code`", line))]
        before = line
    assert block is None, "a $$ is never closed and swallows the rest"
    return found


def _discourse_spans(line: str) -> list[str]:
    found, place = [], 0
    while place < len(line):
        if line[place] == "\\":
            place += 2
            continue
        if line[place] != "$":
            place += 1
            continue
        end = place + 1
        while end < len(line) and (line[end] != "$" or line[end - 1] == "\\"):
            end += 1
        assert end < len(line), f"a $ is shown as it is: {line!r}"
        assert _safe(line[place - 1 : place]) and _safe(line[end + 1 : end + 2]), f"unsafe neighbour in {line!r}"
        found.append(line[place + 1 : end])
        place = end + 1
    return found


def _safe(neighbour: str) -> bool:
    if neighbour == "$":
        return False
    return not neighbour.strip() or neighbour in _PUNCTUATION or unicodedata.category(neighbour).startswith("P")


def coursera(post: str) -> Formulas:
    """Coursera: ``$$..$$`` on one line, wherever it stands."""
    found: Formulas = []
    for line in _FENCE.sub("", post).split("\n"):
        bare = _CODE.sub("`code`", line)
        assert bare.count("$$") % 2 == 0, f"$$ is not closed on its line: {line!r}"
        spans = re.findall(r"\$\$(.*?)\$\$", bare)
        assert not re.search(r"(?<!\\)\$", re.sub(r"\$\$.*?\$\$", "", bare)), f"a single $: {line!r}"
        found += [(tex, bare == f"$${tex}$$") for tex in spans]
    return found


def notebook(file: str) -> Formulas:
    """Jupyter: ``$$`` blocks and ``$..$`` in the cells of Markdown; no line of a block begins a list or heading."""
    found: Formulas = []
    for cell in json.loads(file)["cells"]:
        if cell["cell_type"] != "markdown":
            continue
        for place, part in enumerate(_FENCE.sub("", "".join(cell["source"])).split("$$")):
            if place % 2:
                assert not re.search(r"^\s*([-+=#>]|\d+\.)", part, re.MULTILINE), f"a line begins a list: {part!r}"
                assert "\n\n" not in part
                found.append((part.strip("\n"), True))
            else:
                found += [(tex, False) for line in part.split("\n") for tex in _dollars(_CODE.sub("`code`", line))]
    return found


def _dollars(line: str) -> list[str]:
    parts = re.split(r"(?<!\\)\$", line)
    assert len(parts) % 2, f"a $ is shown as it is: {line!r}"
    return parts[1::2]


READERS = {"github": github, "discourse": discourse, "coursera": coursera, "notebook": notebook}
