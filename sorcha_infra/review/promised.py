"""What the deployment promises of each role (domain/promises), for the numbers in a review."""

import json
from collections.abc import Mapping

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.promises import Fault, Promise, promises
from sorcha_infra.review.change import Spec

_POOL = "services."


def promised(spec: Spec | None) -> Mapping[str, Promise]:
    """Role → its promise; nothing where the deployment is not known, or is of another version's."""
    if spec is None:
        return {}
    try:
        deployment = Deployment.model_validate_json(json.dumps(spec), by_alias=True, by_name=False)
    except ValueError:  # what pydantic raises is one
        return {}
    return {one.component.removeprefix(_POOL): one for one in promises(deployment)}


def fault(promise: Promise | None, row: str) -> Fault | None:
    """The promise for one event, by the row that proves it."""
    found = () if promise is None else promise.faults
    return next((one for one in found if one.proof == row), None)


def seconds(found: Fault | None) -> str:
    """How long, and how sure that is."""
    if found is None or found.seconds is None:
        return "for as long as it takes; nobody measured it"
    return f"{found.seconds} s at most ({found.certainty.value}: {found.proof})"
