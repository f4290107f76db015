"""Which rule is judged where: the printed matrix, and docs/rules.md."""

from collections.abc import Callable, Iterator

from sorcha_infra.domain.invariants import EACH, INVARIANTS
from sorcha_infra.domain.rules import RULES

GATES = ("configuration", "plan", "policy pack")
_YES, _NO = "●", ""

AnyRule = Callable[..., object]


def matrix() -> str:
    """As a Markdown table."""
    return "\n".join(_lines()) + "\n"


def gates(rule: AnyRule) -> tuple[str, ...]:
    """Where a rule is judged."""
    return GATES if rule in RULES else GATES[1:]


def _lines() -> Iterator[str]:
    yield f"| rule | why | {' | '.join(GATES)} |"
    yield f"|---|---|{'---|' * len(GATES)}"
    rules: list[AnyRule] = [*RULES, *INVARIANTS]
    for rule in rules:
        marks = (_YES if gate in gates(rule) else _NO for gate in GATES)
        yield f"| `{rule.__name__}` | {reason(rule)} | {' | '.join(marks)} |"


def reason(rule: AnyRule) -> str:
    """The first line of its text."""
    return (rule.__doc__ or "").strip().splitlines()[0]


def page() -> str:
    """docs/rules.md."""
    return f"""<!-- Written by `python -m sorcha_infra.pages`; a test keeps it fresh. -->
# Rules, and the gates that they stand at

Every rule is one named pure function with a reason. Those over the **configuration** judge the resolved
stack file before anything else happens; over a plan they judge what the plan shows (a second validator, an
even number of Sentinels, another subnet), whatever the stack file says. Those over **resources** judge what
the program asks of an engine.

- *configuration*: `pulumi preview`, `pulumi up` and `make up` refuse, with the command that mends it.
- *plan*: pytest over the rendered plan, without an engine.
- *policy pack*: `pulumi preview --policy-pack policy` (`make preview POLICY=yes`); {len(EACH)} of those over
  resources fire before the one resource is made. What only warns is told by the policy `advice`.

{len(RULES)} rules over the configuration, {len(INVARIANTS)} over resources. Each cell has tests in
`tests/gates` that break the rule and see it fire there; `make mutate` changes each rule in many small ways
and tells which changes no test notices.

{matrix()}"""
