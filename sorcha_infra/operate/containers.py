"""What an installation has on the engine, against what the state says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sorcha_infra.operate.tell import OperatorError
from sorcha_infra.platforms.docker.engine import Engine

_CONTAINER = "docker:index/container:Container"
_NETWORK = "docker:index/network:Network"
_IMAGE = "docker:index/remoteImage:RemoteImage"


@dataclass(frozen=True, slots=True)
class Known:
    """Ids of what the state says is on the engine."""

    containers: frozenset[str]
    servers: frozenset[str]
    """Containers that must run, jobs apart."""

    networks: frozenset[str]
    images: tuple[tuple[str, str], ...]
    """Reference and id of each image."""


def known(deployment: Mapping[str, Any]) -> Known:
    """What the state says."""
    containers, servers, networks = set(), set(), set()
    images: list[tuple[str, str]] = []
    for resource in deployment.get("resources") or ():
        if resource.get("delete"):
            continue
        if resource["type"] == _CONTAINER:
            containers.add(resource["id"])
            if resource.get("inputs", {}).get("mustRun", True):
                servers.add(resource["id"])
        elif resource["type"] == _NETWORK:
            networks.add(resource["id"])
        elif resource["type"] == _IMAGE:
            images.append((resource["outputs"]["name"], resource["outputs"]["imageId"]))
    return Known(frozenset(containers), frozenset(servers), frozenset(networks), tuple(images))


def remove_orphans(engine: Engine, installation: str, state: Known) -> list[str]:
    """Removes containers and networks that carry our label and are not in the state.

    An `up` that was killed leaves them, and their names would be in the way. Volumes are never
    removed: they are taken over by name.
    """
    found = [c for c in engine.containers(installation) if c.id not in state.containers]
    for container in found:
        engine.remove(container.name)
    networks = [n for n in engine.networks(installation) if n.id not in state.networks]
    for network in networks:
        engine.remove_network(network.id)
    return [thing.name for thing in (*found, *networks)]


def stopped(engine: Engine, installation: str, state: Known) -> list[str]:
    """Servers of the state that do not run, or are gone."""
    found = {c.id: c for c in engine.containers(installation)}
    return sorted(
        found[id_].name if id_ in found else f"a container that is gone ({id_[:12]})"
        for id_ in state.servers
        if id_ not in found or not found[id_].running
    )


def unfinished(engine: Engine, installation: str, deployment: Mapping[str, Any]) -> list[str]:
    """URNs of containers that are there and were never seen healthy; a refresh forgets that."""
    found = {c.id for c in engine.containers(installation)}
    return [
        resource["urn"]
        for resource in deployment.get("resources") or ()
        if resource.get("initErrors") and resource.get("id") in found
    ]


def rebuilt_images(engine: Engine, state: Known) -> list[str]:
    """Images whose reference means another image now, or none: local builds, such as the lab's."""
    return [reference for reference, id_ in state.images if engine.image_id(reference) != id_]


def reachable_engine() -> Engine:
    """The engine.

    Raises:
        OperatorError: where none answers.
    """
    try:
        return Engine()
    except Exception as error:  # a socket, a proxy, TLS, ssh: each way not to reach it has its own
        raise OperatorError(
            "no Docker engine answers",
            found=str(error).splitlines()[0],
            next_step="toolchain/engine ensure, or set DOCKER_HOST to an engine that runs",
        ) from None
