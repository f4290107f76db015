"""Phrases that the rules over a change share."""

from sorcha_infra.domain.change import Op, Step
from sorcha_infra.domain.promises import Fault, Promise
from sorcha_infra.domain.verdict import listed, quoted


def removal(steps: list[Step]) -> str:
    """Clause about the members that are removed or replaced, with the inputs that force it."""
    return f"{listed([step.name for step in steps])} {auxiliary(steps)} {verb(steps)}{cause(steps)}"


def auxiliary(steps: list[Step]) -> str:
    """`is` or `are`, by the number of steps."""
    return "is" if len(steps) == 1 else "are"


def verb(steps: list[Step]) -> str:
    """`replaced`, `removed` or both."""
    ops = {step.op for step in steps}
    if len(ops) > 1:
        return "replaced or removed"
    return "removed" if ops == {Op.DELETE} else "replaced"


def cause(steps: list[Step]) -> str:
    """Inputs that force the replacement, in parentheses; empty where another replacement forces it."""
    causes = sorted({name for step in steps for name in step.causes})
    return f" ({', '.join(map(quoted, causes))} changed)" if causes else ""


def outage(promise: Promise | None) -> str:
    """Sentence about the functions that fail meanwhile; empty where no promise names them."""
    return "" if promise is None else f". Unavailable meanwhile: {promise.away}"


def duration(fault: Fault | None) -> str:
    """Maximum duration of a fault, with its evidence."""
    if fault is None or fault.seconds is None:
        return "for an unknown time (not measured)"
    return f"at most {fault.seconds} s ({fault.kind.value}, {quoted(fault.proof)})"
