"""Text in blocks within a size limit; items beyond it are left out whole, and counted."""

from collections.abc import Sequence
from dataclasses import dataclass

MARKER = "<!-- sorcha-review -->"
"""First line of the comment, which identifies it; invisible to readers."""

LIMIT = 65_536
"""Characters of a GitHub comment; counted here in bytes of UTF-8, the largest possible count."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """Items between a head and a foot that are never cut, such as the two ends of a fence."""

    head: str
    items: Sequence[str]
    foot: str = ""
    noun: str = "lines"
    note_before_foot: bool = False
    """Whether the note about cut items precedes the foot, as an item does."""

    def note(self, left_out: int) -> str:
        """Note about cut items."""
        return f"… {left_out} more {self.noun} cut (a comment holds {LIMIT} characters)"


def size(text: str) -> int:
    """Bytes of a text and its line end."""
    return len(text.encode()) + 1


def fit(blocks: Sequence[Block], limit: int = LIMIT) -> str:
    """All blocks; items of later blocks are cut first."""
    while sum(map(_frame, blocks)) > limit:
        blocks = blocks[:-1]
    budget = limit - sum(map(_frame, blocks))
    lines: list[str] = []
    for block in blocks:
        items: list[str] = []
        for item in block.items:
            if size(item) > budget:
                break
            items.append(item)
            budget -= size(item)
        lines += _lines(block, items)
    return "\n".join(lines) + "\n" if lines else ""


def _frame(block: Block) -> int:
    note = sum(map(size, _note(block, len(block.items)))) if block.items else 0
    return sum(size(text) for text in (block.head, block.foot) if text) + note


def _lines(block: Block, items: list[str]) -> list[str]:
    left_out = len(block.items) - len(items)
    note = _note(block, left_out) if left_out else []
    foot = [block.foot] if block.foot else []
    tail = [*note, *foot] if block.note_before_foot else [*foot, *note]
    return [*([block.head] if block.head else []), *items, *tail]


def _note(block: Block, left_out: int) -> list[str]:
    # Without the empty line it would be a row of a table above.
    return [block.note(left_out)] if block.note_before_foot else ["", block.note(left_out)]
