"""Phrases that the rules over a change share."""

from sorcha_infra.domain.change import Op, Step
from sorcha_infra.domain.promises import Fault, Promise
from sorcha_infra.domain.verdict import listed, quoted


def removal(steps: list[Step]) -> str:
    """Which members are removed or replaced, and by which inputs."""
    return f"{listed([step.name for step in steps])} {verb(steps)}{cause(steps)}"


def verb(steps: list[Step]) -> str:
    """`replaced`, `removed` or both."""
    ops = {step.op for step in steps}
    if len(ops) > 1:
        return "replaced or removed"
    return "removed" if ops == {Op.DELETE} else "replaced"


def cause(steps: list[Step]) -> str:
    """The inputs that force it, in parentheses; empty where another resource's replacement forces it."""
    causes = sorted({name for step in steps for name in step.causes})
    return f" (by {', '.join(map(quoted, causes))})" if causes else ""


def outage(promise: Promise | None, introduction: str = "; away meanwhile:") -> str:
    """What does not work meanwhile; empty where no promise says it."""
    return "" if promise is None else f"{introduction} {promise.away}"


def duration(fault: Fault | None) -> str:
    """How long a fault lasts, and how sure that is."""
    if fault is None or fault.seconds is None:
        return "for as long as it takes; nobody measured it"
    return f"{fault.seconds} s at most ({fault.certainty.value}: {fault.proof})"
