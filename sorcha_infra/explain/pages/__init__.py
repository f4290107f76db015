"""Pages of docs/ that are generated from the program's own data."""

from collections.abc import Callable
from functools import partial

from sorcha_infra.explain.pages import rules
from sorcha_infra.explain.pages.security import security
from sorcha_infra.explain.pages.stacks import drawing, page, summary
from sorcha_infra.paths import ROOT

STACKS = ("dev", "prod-small", "prod-large")
README = ROOT / "README.md"

_WRITER = "written by `python -m sorcha_infra.explain.pages`"
_BEGIN, _END = f"<!-- tiers: {_WRITER} -->", "<!-- end of tiers -->"


def readme() -> str:
    """README.md with the current table of the tiers."""
    before, _, rest = README.read_text().partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n{summary(*STACKS)}{_END}{after}"


PAGES: dict[str, Callable[[], str]] = {
    "security.md": security,
    "rules.md": rules.page,
    **{f"{name}.md": partial(page, name) for name in STACKS},
    **{f"{name}.svg": partial(drawing, name) for name in STACKS},
}
"""File in docs/ → its text."""
