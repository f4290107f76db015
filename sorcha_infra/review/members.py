"""How many containers a role has, by the resolved deployment or by counting."""

from sorcha_infra.review.change import Change, Op, Spec
from sorcha_infra.review.promised import promised


def expected(spec: Spec | None) -> dict[str, int]:
    """Role → containers that a deployment asks for; roles that nobody counts are left out."""
    return {role: len(promise.members) for role, promise in promised(spec).items() if promise.members}


def before(change: Change, role: str) -> int:
    """Containers of a role that run now: counted, or computed from what is asked for, or the least."""
    if role in change.members:
        return change.members[role]
    steps = [step for step in change.leaves if step.is_server and step.role == role]
    gone = sum(step.op is Op.DELETE for step in steps)
    come = sum(step.op is Op.CREATE for step in steps)
    touched = sum(step.op is not Op.CREATE for step in steps)
    asked = expected(change.after).get(role)
    return touched if asked is None else max(asked - come + gone, touched)


def after(change: Change, role: str) -> int:
    """Containers of a role that run when it is done."""
    steps = [step for step in change.leaves if step.is_server and step.role == role]
    come = sum(step.op is Op.CREATE for step in steps)
    return before(change, role) + come - sum(step.op is Op.DELETE for step in steps)
