"""Hooks in our own process after the failure of a resource: report its cause, or repair it.

The provider's error is one fixed sentence without log or exit code (provider-semantics §1.5).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from textwrap import indent
from typing import Any

import pulumi

from sorcha_infra import diagnostics
from sorcha_infra.domain.messages import Message
from sorcha_infra.domain.names import LABEL_COMPONENT
from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.platforms.docker.edge.common import INTERNAL_HTTP_PORT
from sorcha_infra.platforms.docker.engine import Engine
from sorcha_infra.profiles.docker.kinds import environment, labels

_REPAIRS = 2
"""Restarts of a service that stopped trying, before a job fails; each costs the time of the job."""

_GRACE_SECONDS = 30

_PORT_CONFLICT = Message(
    path="sorcha:deployment.{port}",
    problem="this port of the machine is in use by another program",
    expected="a free port",
    fixes=("stop that program, or: pulumi config set --path sorcha:deployment.{port} <port>",),
)

_KEYS = {
    "Pool overlaps": Message(
        path="sorcha:deployment.network.subnet",
        problem="{subnet} overlaps another network on this engine",
        expected="a free subnet, such as 10.202.0.0/24",
        fixes=("pulumi config set --path sorcha:deployment.network.subnet 10.202.0.0/24",),
    ),
    "port is already allocated": _PORT_CONFLICT,
    "address already in use": _PORT_CONFLICT,
    "unable to pull image": Message(
        path="stacks/images.yaml",
        problem="the engine does not have this image, and no registry provides it. Its reference is in this "
        "file, or in the `image` key of the service or store in the stack file",
        fixes=(
            "give the engine a registry or mirror, or correct the reference. In dev: make lab, then "
            "pulumi config set --path sorcha:deployment.images.source lab",
        ),
    ),
}
"""Text of an engine's error → the config key behind it, with its fix."""


def report_failure() -> pulumi.ErrorHook:
    """Report a failed container with its last log lines."""

    def hook(args: pulumi.ErrorHookArgs) -> bool:
        inputs = _inputs(args)
        explain(args.errors, inputs)
        _tell(str(inputs.get("name")))
        return False

    return pulumi.ErrorHook("report-failure", hook)


def report_or_repair() -> pulumi.ErrorHook:
    """Restart the service that a job waited for, at most twice, then report both.

    A failed job is removed, because it would count as done after a `--refresh`.
    """

    def hook(args: pulumi.ErrorHookArgs) -> bool:
        inputs = _inputs(args)
        try:
            if args.failed_operation == "create" and _repair(inputs, len(args.errors)):
                return True
        except Exception as error:  # a repair must not hide the failure
            diagnostics.warn(str(inputs.get("name")), f"the repair failed ({error})")
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
    """Report the config key behind a refused network or image."""

    def hook(args: pulumi.ErrorHookArgs) -> bool:
        explain(args.errors, _inputs(args))
        return False

    return pulumi.ErrorHook("explain-failure", hook)


def explain(errors: Sequence[str], inputs: Mapping[str, Any]) -> None:
    """Report the config keys behind errors of the engine."""
    subnet = ", ".join(str(configuration["subnet"]) for configuration in inputs.get("ipamConfigs") or ())
    messages = (
        _fill(message, subnet=subnet, port=_port_key(error, inputs))
        for text, message in _KEYS.items()
        for error in errors
        if text in error
    )
    for message in dict.fromkeys(messages):
        diagnostics.error(message.path, message.problem, expected=message.expected, fix=message.fixes[0])


def _fill(message: Message, **values: str) -> Message:
    return replace(
        message,
        path=message.path.format(**values),
        problem=message.problem.format(**values),
        fixes=tuple(fix.format(**values) for fix in message.fixes),
    )


def _port_key(error: str, inputs: Mapping[str, Any]) -> str:
    """Return the key of the port in an error, by the container that publishes it."""
    component = labels(inputs).get(LABEL_COMPONENT)
    if component == ServiceName.PEER:
        return "peer.port"
    if component != "edge":
        return "edge.port"
    ports = {int(entry["external"]): int(entry["internal"]) for entry in inputs.get("ports") or ()}
    internal_port = next((ports[port] for port in ports if re.search(rf":{port}\b", error)), None)
    return "edge.httpPort" if internal_port == INTERNAL_HTTP_PORT else "edge.httpsPort"


def _repair(inputs: Mapping[str, Any], attempt: int) -> bool:
    """Restart the service that a job waits for; whether the job may be repeated."""
    service = environment(inputs).get("JOB_REPAIR")
    if service is None or attempt > _REPAIRS:
        return False
    name = str(inputs["name"])
    engine = Engine()
    job = engine.autopsy(name)
    if job is None or engine.autopsy(service) is None:
        return False
    last_line = job.log.splitlines()[-1] if job.log else "no log"
    diagnostics.warn(
        name, f"ran out of time ({last_line}). Restarting {service}, attempt {attempt} of {_REPAIRS}"
    )
    # In this order, because a removed job has no log to report if the restart fails.
    engine.restart(service, _GRACE_SECONDS)
    engine.remove(name)
    return True


def _tell(name: str) -> None:
    try:
        autopsy = Engine().autopsy(name)
    except Exception as error:  # a report must not hide the failure
        diagnostics.error(name, f"failed, and its log cannot be read ({error})")
        return
    if autopsy is None:
        return
    diagnostics.error(
        name,
        f"failed ({autopsy.state})",
        details=(f"last health check: {autopsy.health}", "last log lines:", indent(autopsy.log, "    ")),
        fix="fix the cause and run the same command again; it resumes from here",
    )


def _remove(job: str) -> None:
    try:
        engine = Engine()
        if engine.autopsy(job) is not None:
            engine.remove(job)
    except Exception as error:  # the failure itself is reported already
        diagnostics.warn(job, f"failed and cannot be removed ({error})", fix=f"docker rm -f {job}")


def _inputs(args: pulumi.ErrorHookArgs) -> Mapping[str, Any]:
    inputs = args.new_inputs or args.old_inputs
    return inputs if isinstance(inputs, Mapping) else {}
