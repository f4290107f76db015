"""Stacks of a tree of the repository, as JSON data.

It runs in that tree, with its code; it omits data that an older tree does not have.
"""

from __future__ import annotations

import hashlib
import json
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from .plan import Plan, Resource
from .render import RefusedError, run
from .wire import Secret, revealed

SECRET_MARK = "[secret]"
"""Prefix of the mark of a secret; the rest shows only whether two secrets are equal."""

_MARK_LENGTH = 12
_SECONDS = 300
"""Time-out of a render, a hundred times longer than usual, for two renders on a shared runner."""
_DEPLOYMENT, _KEY = "sorcha:deployment", "sorcha:edgePrivateKey"


def look(tree: Path, stack: str) -> dict[str, Any]:
    """Describe one stack by its configuration, resolved deployment and resources."""
    result: dict[str, Any] = {"stack": stack}
    result |= _attempt(lambda: _resolution(tree, stack, *_configuration(tree, stack)))
    result |= _attempt(lambda: _rendering(tree, stack, *_configuration(tree, stack)))
    return result | _attempt(lambda: {"given": _secret_marks(tree, stack)})


def _attempt(action: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Result of an action, or its error, because code of another tree may fail in any way."""
    try:
        return action()
    except (Exception, SystemExit) as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        position = f"{Path(place.filename).name}, line {place.lineno}"
        return {"failed": f"{type(error).__name__} in {position}: {error}"}


def _configuration(tree: Path, stack: str) -> tuple[dict[str, str], dict[str, str]]:
    """All values by full key as Pulumi passes them, and the encrypted ones of them."""
    content = _content(tree, stack)
    stand_ins = {key: _stand_in(value["secure"]) for key, value in content.items() if _is_encrypted(value)}
    plain = {key: _as_pulumi_hands_it(value) for key, value in content.items() if key not in stand_ins}
    return plain | stand_ins, stand_ins


def _secret_marks(tree: Path, stack: str) -> dict[str, str]:
    return {key: _mark(value) for key, value in _configuration(tree, stack)[1].items()}


def _content(tree: Path, stack: str) -> dict[str, Any]:
    try:
        content = yaml.safe_load((tree / "stacks" / f"Pulumi.{stack}.yaml").read_text())
    except UnicodeDecodeError as error:
        raise ValueError(f"the stack file is not valid UTF-8 at byte {error.start}") from None
    except yaml.MarkedYAMLError as error:
        # The error itself quotes the line, which may contain a secret.
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise ValueError(f"the stack file is not valid YAML: {error.problem} (line {line})") from None
    config = content.get("config") if isinstance(content, dict) else None
    return config if isinstance(config, dict) else {}


def _is_encrypted(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"secure"}


def _as_pulumi_hands_it(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _stand_in(ciphertext: str) -> str:
    """Placeholder of an encrypted secret, equal if its ciphertext is equal."""
    return 2 * hashlib.sha256(ciphertext.encode()).hexdigest()  # the longest minimum is 100 characters


def _without_certificate(
    values: Mapping[str, str], stand_ins: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Remove a certificate whose key is encrypted, because it can be checked only with its key.

    A generated pair replaces it; the text of the certificate in the stack file still shows a change.
    """
    if _KEY not in stand_ins:
        return dict(values), dict(stand_ins)
    deployment = json.loads(values.get(_DEPLOYMENT, "{}"))
    if isinstance(deployment, dict) and isinstance(deployment.get("edge"), dict):
        deployment["edge"].pop("certificate", None)
    rest = {**values, _DEPLOYMENT: json.dumps(deployment)}
    rest.pop(_KEY)
    return rest, {key: value for key, value in stand_ins.items() if key != _KEY}


def _mark(value: Any) -> str:
    digest = hashlib.sha256(json.dumps(revealed(value), sort_keys=True, default=str).encode())
    return f"{SECRET_MARK} {digest.hexdigest()[:_MARK_LENGTH]}"


def _resolution(
    tree: Path, stack: str, values: Mapping[str, str], stand_ins: Mapping[str, str]
) -> dict[str, Any]:
    from sorcha_infra.config.load import examine, read_defaults  # noqa: PLC0415 - of the tree it runs in

    examination = examine(
        stack=stack, values=values, encrypted=stand_ins, defaults=read_defaults(tree / "stacks")
    )
    deployment = examination.deployment
    return {
        "promises": [] if deployment is None else _promises(deployment),
        "deployment": None if deployment is None else deployment.model_dump(mode="json", by_alias=True),
        "problems": [
            {"path": problem.path, "message": problem.message, "severity": str(problem.severity)}
            for problem in examination.problems
            if problem.path not in stand_ins  # a placeholder cannot be checked
        ],
    }


def _promises(deployment: Any) -> list[dict[str, Any]]:
    try:
        from sorcha_infra.domain.promises import plain  # noqa: PLC0415 - of the tree it runs in
        from sorcha_infra.profiles import profile  # noqa: PLC0415 - the same
    except ImportError:
        return []  # an older tree without profiles
    promises: list[dict[str, Any]] = plain(profile(deployment.platform).promises(deployment))
    return promises


def _rendering(
    tree: Path, stack: str, values: Mapping[str, str], stand_ins: Mapping[str, str]
) -> dict[str, Any]:
    values, stand_ins = _without_certificate(values, stand_ins)
    try:
        plan = run(stack, values, stand_ins, program=tree / "__main__.py", seconds=_SECONDS)
    except RefusedError as error:
        return {"refused": error.report, "resources": []}
    return {"resources": resources(plan)}


def resources(plan: Plan) -> list[dict[str, Any]]:
    """Resources of a plan as JSON data, with marks instead of secrets."""
    return [_resource(resource) for resource in plan.resources]


def _resource(resource: Resource) -> dict[str, Any]:
    return {
        "urn": resource.urn,
        "type": resource.type,
        "name": resource.name,
        "parent": resource.parent,
        "custom": resource.custom,
        "protect": resource.protect,
        "retain": resource.retain,
        "inputs": _marked(resource.raw),
        "deleteBeforeReplace": resource.delete_before_replace,
        "replaceOnChanges": list(resource.replace_on_changes),
        "ignoreChanges": list(resource.ignore_changes),
        "uses": {key: sorted(urns) for key, urns in resource.property_dependencies.items() if urns},
    }


def _marked(value: Any) -> Any:
    match value:
        case Secret():
            return _mark(value)
        case Mapping():
            return {key: _marked(entry) for key, entry in value.items()}
        case list():
            return [_marked(entry) for entry in value]
    return value
