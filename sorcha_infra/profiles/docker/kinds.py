"""Kinds of resources on Docker, and readers of their inputs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sorcha_infra.domain.names import LABEL_COMPONENT
from sorcha_infra.domain.resources import Kind, Resource

CONTAINER = "docker:index/container:Container"
IMAGE = "docker:index/remoteImage:RemoteImage"
NETWORK = "docker:index/network:Network"
VOLUME = "docker:index/volume:Volume"

_KINDS = {IMAGE: Kind.IMAGE, NETWORK: Kind.NETWORK, VOLUME: Kind.VOLUME}


def kind(type_: str, inputs: Mapping[str, Any]) -> Kind | None:
    """Kind of a resource; None for a type of another provider."""
    if type_ == CONTAINER:
        return Kind.JOB if inputs.get("mustRun") is False else Kind.MEMBER
    return _KINDS.get(type_)


@dataclass(frozen=True, slots=True)
class Port:
    """A port of the machine that is published for a container."""

    address: str | None
    external_port: int | None
    internal_port: int | None


def labels(inputs: Mapping[str, Any]) -> dict[str, str]:
    """Labels of a resource, by key."""
    return {str(entry.get("label")): str(entry.get("value")) for entry in entries(inputs, "labels")}


def component(resource: Resource) -> str:
    """Component of a resource, from its label."""
    return labels(resource.inputs).get(LABEL_COMPONENT, "")


def environment(inputs: Mapping[str, Any]) -> dict[str, str]:
    """Environment of a container."""
    lines = inputs.get("envs")
    pairs = (str(line).partition("=") for line in (lines if isinstance(lines, list) else ()))
    return {key: value for key, separator, value in pairs if separator}


def ports(resource: Resource) -> list[Port]:
    """Ports of the machine that are published for a container."""
    return [
        Port(
            address=entry.get("ip"), external_port=entry.get("external"), internal_port=entry.get("internal")
        )
        for entry in entries(resource.inputs, "ports")
    ]


def mounts(resource: Resource) -> dict[str, str]:
    """Path in the container → physical name of its volume; a mount without a path has the name as its key."""
    return {
        str(entry.get("containerPath") or entry["volumeName"]): str(entry["volumeName"])
        for entry in entries(resource.inputs, "volumes")
        if entry.get("volumeName")
    }


def addresses(resource: Resource) -> list[str]:
    """Fixed addresses of a container."""
    networks = entries(resource.inputs, "networksAdvanced")
    return [str(network["ipv4Address"]) for network in networks if network.get("ipv4Address")]


def entries(inputs: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """Objects in a list of inputs; empty if the list is missing, unknown or masked."""
    value = inputs.get(key)
    return [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []
