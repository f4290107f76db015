"""Configuration files with places to fill in."""

import re
from collections.abc import Mapping

from sorcha_infra.platforms.docker import files


def filled(name: str, values: Mapping[str, str | int]) -> str:
    """The file with each `<WORD>` replaced; a word without a value, or the reverse, is a KeyError."""
    text = files.read(name)
    words = set(re.findall(r"<([A-Z_]+)>", text.replace("<WORDS>", "")))
    if words != values.keys():
        raise KeyError(f"{name}: {sorted(words ^ values.keys())}")
    return re.sub(r"<([A-Z_]+)>", lambda found: str(values.get(found[1], found[0])), text)
