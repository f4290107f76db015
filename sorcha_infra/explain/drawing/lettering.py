"""Widths of text, before a browser draws it."""

NAME_SIZE, NOTE_SIZE = 12, 11
"""Pixels; a drawing of at most 830 px is not scaled down in a README on GitHub."""

_CLASSES = (("ijl.,:;'| ", 0.33), ("frt-/()", 0.42), ("mwMW", 0.98))
_USUAL, _BOLD = 0.64, 1.13
"""In ems of DejaVu Sans, the widest of the fonts that browsers use for `sans-serif`."""


def width(text: str, size: int, *, bold: bool = False) -> float:
    """Return the estimate for one line."""
    ems = sum(next((em for letters, em in _CLASSES if letter in letters), _USUAL) for letter in text)
    return ems * size * (_BOLD if bold else 1)


def lines(text: str, size: int, room: float) -> tuple[str, ...]:
    """Break a text between words, into lines that fit where the words do."""
    rows: list[str] = []
    for word in text.split():
        longer = f"{rows[-1]} {word}" if rows else word
        if rows and width(longer, size) <= room:
            rows[-1] = longer
        else:
            rows.append(word)
    return tuple(rows)
