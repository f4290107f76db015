"""The words that no text of this repository uses, and how each text is read."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

WORDS = re.compile(
    r"(?<![A-Za-z])(nobody|somebody|anybody|told|mend(?:s|ed|ing)?|stands|nought)(?![A-Za-z])", re.IGNORECASE
)
"""Actors without a name, and words for which the field has a term: log, fix, is, 0."""

PHRASES = re.compile(
    r"is not to be had|cannot be had|without a word|last words|for ever\b|loses? for good|lost for good"
    r"|unless said otherwise|take(?:n)? for known|take the responsibility|as others say|\bs supposed"
    r"|the loss of none|asks no caller|no way up|must come another way|may be as it is"
    r"|from (?:its|the) begin\b|for as long as it takes|survives its loss|allowed none where|is another's"
    r"|is not known here|stays as it is|a text of \d|what is asked for|not (?:uncommon|unlike|unusual)",
    re.IGNORECASE,
)
"""Phrases of an idiom of its own, each with a plain form in CONTRIBUTING.md."""

LITOTES = re.compile(
    r"(?<![Tt]here )\b(?:is|are|was|were) no (?!longer\b|more\b|less\b|fewer\b|other\b|later\b)"
)
"""`is no text`: say `is not a text`, or what it is."""

HEADLESS = re.compile(r"(?:^|(?<=[.!?] ))(?:What|Who|That which)\b[^.?!]*(?:[.!]|$)", re.MULTILINE)
"""A sentence whose subject is a question word; a real question ends with its mark."""


@dataclass(frozen=True, slots=True)
class Text:
    """One string, comment or paragraph, and where it begins."""

    line: int
    text: str


def texts(path: Path) -> Iterator[Text]:
    """Strings and comments of Python, whole lines of anything else."""
    if path.suffix != ".py":
        for number, line in enumerate(path.read_text().splitlines(), 1):
            yield Text(number, line.strip().lstrip("#/-*|> ").strip())
        return
    for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline):
        if token.type == tokenize.STRING:
            yield Text(
                token.start[0], re.sub(r'^[rbfuRBFU]*("""|\'\'\'|"|\')', "", token.string).rstrip("\"'")
            )
        elif token.type == tokenize.COMMENT:
            yield Text(token.start[0], token.string.lstrip("# "))


def breaches(text: str) -> Iterator[str]:
    """Words, phrases, litotes and headless sentences in a text."""
    for pattern in (WORDS, PHRASES, LITOTES, HEADLESS):
        for match in pattern.finditer(text):
            yield " ".join(match.group().split())[:60]
