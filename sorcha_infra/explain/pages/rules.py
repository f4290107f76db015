"""The matrix of rules and gates, printed and as docs/rules.md."""

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
    def name(self) -> str:
        """As a policy is named: `no-public-store-port`."""
        return self.rule.__name__.replace("_", "-")

    @property
    def description(self) -> str:
        """The first line of its docstring."""
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
    yield f"| rule | description | platform | {' | '.join(GATES)} |"
    yield f"|---|---|---|{'---|' * len(GATES)}"
    for row in rows():
        marks = (_YES if gate in row.gates else _NO for gate in GATES)
        yield f"| `{row.name}` | {row.description} | {row.platform} | {' | '.join(marks)} |"


def page() -> str:
    """docs/rules.md."""
    table = list(rows())
    configuration_count = sum(GATES[0] in row.gates for row in table)
    singles = sum(len(profile.invariants.resource_rules) for profile in profiles())
    return f"""<!-- Written by `python -m sorcha_infra.explain.pages`; a test keeps it fresh. -->
# Rules and their gates

A rule is a named pure function with a description. The function has the name below with `_` for `-`.
Four kinds:

- over the **configuration** (`domain/rules`, `profiles/<platform>/rules.py`): the resolved stack file,
  before anything else happens;
- over **resources** (`profiles/<platform>/invariants`): the plan, whatever the stack file says;
- over a **change** (`review/rules`, `profiles/<platform>/changes.py`): consequences of a pull request;
- **contracts** (`tests/components/contracts`): the plan as a whole, in the tests only.

The first two have three gates:

- *configuration*: `pulumi preview`, `pulumi up` and `make up` refuse, with the command that fixes it.
- *plan*: pytest over the rendered plan, without an engine.
- *policy pack*: `pulumi preview --policy-pack policy` (`make preview POLICY=yes`); {singles} rules over
  resources fire before the resource is created. The policy `advice` reports warnings.

{configuration_count} rules over the configuration, {len(table) - configuration_count} over resources. For
each cell `tests/gates` breaks the rule and sees it fire there. `make mutate` changes each rule in many small
ways and reports the changes that no test notices.

{matrix()}"""
