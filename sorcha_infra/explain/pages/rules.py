"""Which rule is judged at which gate: the printed matrix, and docs/rules.md."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sorcha_infra.domain.rules import RULES
from sorcha_infra.profiles import profiles

GATES = ("configuration", "plan", "policy pack")
_YES, _NO = "●", ""
_ALL_PLATFORMS = "every"


@dataclass(frozen=True, slots=True)
class Row:
    """One rule."""

    rule: Callable[..., object]
    platform: str
    gates: tuple[str, ...]

    @property
    def reason(self) -> str:
        """The first line of its text."""
        return (self.rule.__doc__ or "").strip().splitlines()[0]


def rows() -> Iterator[Row]:
    """Rules over the configuration first, then those over resources."""
    configuration = (GATES[0], GATES[2])
    yield from (Row(rule, _ALL_PLATFORMS, configuration) for rule in RULES)
    for profile in profiles():
        yield from (Row(rule, profile.name, configuration) for rule in profile.rules)
    for profile in profiles():
        yield from (Row(rule, profile.name, GATES[1:]) for rule in profile.invariants.all)


def matrix() -> str:
    """As a Markdown table."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield f"| rule | why | platform | {' | '.join(GATES)} |"
    yield f"|---|---|---|{'---|' * len(GATES)}"
    for row in rows():
        marks = (_YES if gate in row.gates else _NO for gate in GATES)
        yield f"| `{row.rule.__name__}` | {row.reason} | {row.platform} | {' | '.join(marks)} |"


def page() -> str:
    """docs/rules.md."""
    table = list(rows())
    configuration_count = sum(GATES[0] in row.gates for row in table)
    singles = sum(len(profile.invariants.resource_rules) for profile in profiles())
    return f"""<!-- Written by `python -m sorcha_infra.explain.pages`; a test keeps it fresh. -->
# Rules, and the gates at which they are judged

Every rule is one named pure function with a reason. There are four kinds, each in its own room:

- over the **configuration** (`domain/rules`, `profiles/<platform>/rules.py`): judge the resolved stack file
  before anything else happens;
- over **resources** (`profiles/<platform>/invariants`): judge what the program asks of a platform, whatever
  the stack file says; that the pools have as many members as configured is one of them;
- over a **change** (`review/rules`, `profiles/<platform>/changes.py`): say what a pull request costs;
- **contracts** (`tests/components/contracts`): hold the whole plan together, and only the tests judge them.

The first two are judged at three gates:

- *configuration*: `pulumi preview`, `pulumi up` and `make up` refuse, with the command that fixes it.
- *plan*: pytest over the rendered plan, without an engine.
- *policy pack*: `pulumi preview --policy-pack policy` (`make preview POLICY=yes`); {singles} of those over
  resources fire before the one resource is made. The policy `advice` reports what only warns.

{configuration_count} rules over the configuration, {len(table) - configuration_count} over resources. Each
cell has tests in `tests/gates` that break the rule and see it fire there; `make mutate` changes each rule in
many small ways and reports the changes that no test notices.

{matrix()}"""
