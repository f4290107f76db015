"""What happens in our own process when a container fails: the operator is told why.

The provider's own error is one fixed sentence without log or exit code (provider-semantics §1.5).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from sorcha_infra.domain.names import LABEL_COMPONENT
from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.platforms.docker.edge.common import INTERNAL_HTTP_PORT
from sorcha_infra.platforms.docker.engine import Engine
from sorcha_infra.profiles.docker.kinds import environment, labels

_REPAIRS = 2
"""Restarts of a service that gave up, before the failure is told; each costs the job's seconds."""

_GRACE_SECONDS = 30

_PORT_CONFLICT = (
    "sorcha:deployment.{port}: another program has this port of the machine; free it, or: "
    "pulumi config set --path sorcha:deployment.{port} <a free one>"
)

_KEYS = {
    "Pool overlaps": "sorcha:deployment.network.subnet: found {subnet}, which overlaps another network on "
    "this engine; choose a free one, such as 10.202.0.0/24: "
    "pulumi config set --path sorcha:deployment.network.subnet 10.202.0.0/24",
    "port is already allocated": _PORT_CONFLICT,
    "address already in use": _PORT_CONFLICT,
    "unable to pull image": "stacks/images.yaml, or the `image` key of the service or store in the stack "
    "file: the engine neither has this image nor gets it from a registry. Give it a registry or mirror, "
    "mend the reference, or, in dev: make lab, and "
    "pulumi config set --path sorcha:deployment.images.source lab",
}
"""What the engine says → the key behind it, and what to do."""


def report_failure() -> pulumi.ErrorHook:
    """Shows the last words of the container that failed."""

    def hook(args: pulumi.ErrorHookArgs) -> bool:
        inputs = _inputs(args)
        explain(args.errors, inputs)
        _tell(str(inputs.get("name")))
        return False

    return pulumi.ErrorHook("report-failure", hook)


def report_or_repair() -> pulumi.ErrorHook:
    """Restarts the service that a job waited for in vain, twice at most; then shows its words.

    A job that failed is removed: one that is still there would count as done after a `--refresh`.
    """

    def hook(args: pulumi.ErrorHookArgs) -> bool:
        inputs = _inputs(args)
        try:
            if args.failed_operation == "create" and _repair(inputs, len(args.errors)):
                return True
        except Exception as error:  # a repair must not hide the failure that it is for
            pulumi.log.warn(f"{inputs.get('name')}: the repair failed: {error}")
        explain(args.errors, inputs)
        _tell(str(inputs.get("name")))
        service = environment(inputs).get("JOB_REPAIR")
        if service is not None:
            _tell(service)
        if args.failed_operation == "create":
            _remove(str(inputs.get("name")))
        return False

    return pulumi.ErrorHook("report-or-repair", hook)


def explain_failure() -> pulumi.ErrorHook:
    """Says which key stands behind what the engine refused: a network's range, an image."""

    def hook(args: pulumi.ErrorHookArgs) -> bool:
        explain(args.errors, _inputs(args))
        return False

    return pulumi.ErrorHook("explain-failure", hook)


def explain(errors: Sequence[str], inputs: Mapping[str, Any]) -> None:
    """Tells the keys behind the engine's words, and what was found there."""
    subnet = ", ".join(str(configuration["subnet"]) for configuration in inputs.get("ipamConfigs") or ())
    messages = (
        key.format(subnet=subnet, port=_port_key(error, inputs))
        for words, key in _KEYS.items()
        for error in errors
        if words in error
    )
    for message in dict.fromkeys(messages):
        pulumi.log.error(message)


def _port_key(error: str, inputs: Mapping[str, Any]) -> str:
    """The key of the port that an error names, by the container that wants it."""
    component = labels(inputs).get(LABEL_COMPONENT)
    if component == ServiceName.PEER:
        return "peer.port"
    if component != "edge":
        return "edge.port"
    ports = {int(entry["external"]): int(entry["internal"]) for entry in inputs.get("ports") or ()}
    internal_port = next((ports[port] for port in ports if re.search(rf":{port}\b", error)), None)
    return "edge.httpPort" if internal_port == INTERNAL_HTTP_PORT else "edge.httpsPort"


def _repair(inputs: Mapping[str, Any], attempt: int) -> bool:
    """Whether the job may be tried again, after a restart of what it waits for."""
    service = environment(inputs).get("JOB_REPAIR")
    if service is None or attempt > _REPAIRS:
        return False
    name = str(inputs["name"])
    engine = Engine()
    job = engine.autopsy(name)
    if job is None or engine.autopsy(service) is None:
        return False
    pulumi.log.warn(
        f"{name} ran out of time ({job.log.splitlines()[-1] if job.log else 'no word'}): "
        f"{service} is restarted, {attempt} of {_REPAIRS}"
    )
    # In this order: a job that is gone has no last words for the case that the restart fails.
    engine.restart(service, _GRACE_SECONDS)
    engine.remove(name)
    return True


def _tell(name: str) -> None:
    try:
        autopsy = Engine().autopsy(name)
    except Exception as error:  # a report must not hide the failure that it reports
        pulumi.log.error(f"{name}: its log cannot be read: {error}")
        return
    if autopsy is None:
        return
    pulumi.log.error(
        f"{name}: {autopsy.state}\n  last health check: {autopsy.health}\n  last log lines:\n    "
        + autopsy.log.replace("\n", "\n    ")
        + "\n  next: mend the cause and run the same command again; it continues where this stopped"
    )


def _remove(job: str) -> None:
    try:
        engine = Engine()
        if engine.autopsy(job) is not None:
            engine.remove(job)
    except Exception as error:  # the failure itself has been told
        pulumi.log.warn(f"{job}: it failed and cannot be removed ({error}): docker rm -f {job}")


def _inputs(args: pulumi.ErrorHookArgs) -> Mapping[str, Any]:
    inputs = args.new_inputs or args.old_inputs
    return inputs if isinstance(inputs, Mapping) else {}
