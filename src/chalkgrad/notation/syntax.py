"""What the grammar makes of a sequence of tokens: the rules in the order in which they are completed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any, TypeAlias

from lark import Lark, Token
from lark.lexer import Lexer

from .tokens import Word

#: A token by its number, or a rule with how many of the things before it are its parts.
Reduction: TypeAlias = int | tuple[str, int]


@lru_cache(maxsize=4096)
def reductions(kinds: tuple[str, ...]) -> tuple[Reduction, ...]:
    """The tokens and rules of a formula, parts before wholes. Raises lark's UnexpectedInput.

    The parser looks at the kinds of the tokens only. So what it finds for ``dZ2 A1^T`` it need not look for again when
    it comes to ``dZ57 A56^T``.
    """
    tree = parsed(Word(kind, "", place, place) for place, kind in enumerate(kinds))
    found: list[Reduction] = []
    waiting: list[Any] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Token):
            found.append(node.start_pos or 0)
        else:
            found.append((str(node.data), len(node.children)))
            waiting.extend(node.children)
    return tuple(reversed(found))


def parsed(words: Iterable[Word]) -> Any:
    """Lark's tree; it reads no further than the first word that does not fit. Raises UnexpectedInput."""
    return _parser().parse(words)  # lark hands them to our lexer as they are


@lru_cache(maxsize=1)
def _parser() -> Lark:
    grammar = files(__package__).joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer=_Words, propagate_positions=False)


class _Words(Lexer):
    """Hands our tokens to lark; ``start_pos`` and ``end_pos`` are offsets in the whole source."""

    def __init__(self, lexer_conf: Any) -> None:
        pass

    def lex(self, data: Any) -> Iterator[Token]:  # type: ignore[override]
        for word in data:
            yield Token(word.kind, word.text, start_pos=word.start, end_pos=word.end)
