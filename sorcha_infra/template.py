"""Configuration files with places to fill in."""

import re
from collections.abc import Mapping

_WORD = re.compile(r"<([A-Z_]+)>")
_COMMENT = "WORDS"
"""Stands in comments of the files for any of their words, and stays."""


def fill(text: str, values: Mapping[str, str | int]) -> str:
    """The text with each `<WORD>` replaced.

    Raises:
        KeyError: for a word without a value, or a value without a word.
    """
    words = set(_WORD.findall(text)) - {_COMMENT}
    if words != values.keys():
        raise KeyError(f"words without a value, or the reverse: {sorted(words ^ values.keys())}")
    return _WORD.sub(lambda match: str(values.get(match[1], match[0])), text)
