"""Configuration files with placeholders."""

import re
from collections.abc import Mapping

_WORD = re.compile(r"<([A-Z_]+)>")
_COMMENT = "WORDS"
"""Name of the placeholders in comments of the files; it is not replaced."""


def fill(text: str, values: Mapping[str, str | int]) -> str:
    """Return the text with each `<WORD>` replaced.

    Raises:
        KeyError: for a placeholder that has no value, or a value that has no placeholder.
    """
    words = set(_WORD.findall(text)) - {_COMMENT}
    if words != values.keys():
        raise KeyError(f"placeholders that have no value, or the reverse: {sorted(words ^ values.keys())}")
    return _WORD.sub(lambda match: str(values.get(match[1], match[0])), text)
