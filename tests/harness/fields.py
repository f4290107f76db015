"""Text of the inputs of one resource, with a short form for each kind of input."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sorcha_infra.domain.names import labels
from tests.harness.plan import CONTAINER, Plan, Resource
from tests.harness.wire import Secret, revealed


def fields(plan: Plan, resource: Resource) -> dict[str, str]:
    """Key → text, without inputs that are empty or follow from the name."""
    texts = {key: _text_of(plan, key, resource.raw[key]) for key in sorted(resource.raw)}
    expectations = _expectations(plan, resource)
    return {key: value for key, value in texts.items() if value not in (expectations.get(key), "")}


def _expectations(plan: Plan, resource: Resource) -> dict[str, str]:
    """Inputs that follow from the name, or from another input."""
    if not resource.custom:
        return {}
    installation = str(plan.outputs.get("installation"))
    parent = plan.by_urn.get(resource.parent)
    component = parent.name if parent else resource.name
    raw = resource.raw
    expectations = {"name": f"{installation}-{resource.name}", "hostname": resource.name}
    if "labels" in raw:
        own = {f"{entry['label']}={entry['value']}" for entry in raw["labels"]}
        for name in (component, resource.name):
            if own == {f"{key}={value}" for key, value in labels(installation, name).items()}:
                expectations["labels"] = _labels(plan, raw["labels"])
    if resource.type == CONTAINER:
        expectations["memorySwap"] = _text(plan, raw.get("memory"))
        expectations["stopTimeout"] = _text(plan, raw.get("destroyGraceSeconds"))
    return expectations


def _text_of(plan: Plan, key: str, value: Any) -> str:
    return _WRITERS.get(key, _text)(plan, value)


def _text(plan: Plan, value: Any) -> str:
    match value:
        case Secret():
            return _secret(plan, value)
        case dict():
            return "{" + ", ".join(f"{key}: {_text(plan, value[key])}" for key in sorted(value)) + "}"
        case list():
            return "[" + ", ".join(_text(plan, entry) for entry in value) + "]"
        case bool():
            return str(value).lower()
    return str(value)


def _secret(plan: Plan, value: Secret) -> str:
    text = str(revealed(value))
    names = sorted(name for name, secret in plan.secrets.items() if secret in text)
    return f"secret of {', '.join(names)}" if names else "secret"


def _lines(plan: Plan, value: Any) -> str:
    return "".join(f"\n{_text(plan, entry)}" for entry in value)


def _command(plan: Plan, value: Any) -> str:
    return " ".join(_text(plan, entry) for entry in value)


def _labels(_: Plan, value: Any) -> str:
    return " ".join(sorted(f"{entry['label']}={entry['value']}" for entry in value))


def _networks(plan: Plan, value: Any) -> str:
    return "; ".join(
        f"{entry['name']} at {entry.get('ipv4Address', 'any address')} as {', '.join(entry['aliases'])}"
        + _rest(plan, entry, "name", "ipv4Address", "aliases")
        for entry in value
    )


def _ports(plan: Plan, value: Any) -> str:
    return ", ".join(
        f"{entry.get('ip', 'every address')}:{entry.get('external', 'any')} -> {entry['internal']}"
        + _rest(plan, entry, "ip", "external", "internal")
        for entry in value
    )


def _uploads(plan: Plan, value: Any) -> str:
    return "".join(f"\n{line}" for line in sorted(_upload(plan, entry) for entry in value))


def _upload(plan: Plan, entry: Mapping[str, Any]) -> str:
    content = entry.get("content")
    kind = _secret(plan, content) if isinstance(content, Secret) else "text"
    owner = f"{entry.get('owner', '0')}:{entry.get('group', '0')}"
    mode = entry.get("permissions", "default mode")
    rest = _rest(plan, entry, "content", "file", "permissions", "owner", "group")
    return f"{entry['file']} {mode} {owner} {kind}{rest}"


def _volumes(plan: Plan, value: Any) -> str:
    return ", ".join(
        f"{entry['volumeName']} on {entry['containerPath']}"
        + _rest(plan, entry, "volumeName", "containerPath")
        for entry in value
    )


def _health(plan: Plan, value: Mapping[str, Any]) -> str:
    return (
        f"{_command(plan, value['tests'])}; every {value.get('interval')}, at most {value.get('timeout')}, "
        f"{value.get('retries')} times, first within {value.get('startPeriod')}"
        + _rest(plan, value, "tests", "interval", "timeout", "retries", "startPeriod")
    )


def _rest(plan: Plan, entry: Mapping[str, Any], *keys: str) -> str:
    return "".join(f" {key}={_text(plan, entry[key])}" for key in sorted(entry) if key not in keys)


_WRITERS: Mapping[str, Callable[[Plan, Any], str]] = {
    "command": _command,
    "entrypoints": _command,
    "envs": _lines,
    "healthcheck": _health,
    "labels": _labels,
    "networksAdvanced": _networks,
    "ports": _ports,
    "uploads": _uploads,
    "volumes": _volumes,
}
