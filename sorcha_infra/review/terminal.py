"""The comment on a terminal: the same text, its headings and differences in colour."""

import re

_BOLD, _RED, _GREEN, _YELLOW, _OFF = "\033[1m", "\033[31m", "\033[32m", "\033[33m", "\033[0m"
_COLOURS = {"-": _RED, "+": _GREEN, "!": _YELLOW, "~": _YELLOW}
_FENCE = re.compile(r"`{3,}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def coloured(text: str) -> str:
    """With colours, and without what else could steer a terminal."""
    inside = False
    lines = []
    for line in _CONTROL.sub("", text).splitlines():
        inside = inside != bool(_FENCE.match(line))
        colour = _COLOURS.get(line[:1], "") if inside else _BOLD if line.startswith(("###", "**")) else ""
        lines.append(f"{colour}{line}{_OFF}" if colour else line)
    return "\n".join(lines) + "\n"
