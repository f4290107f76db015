"""Comparison of an installation on the engine with the state."""

from collections.abc import Sequence
from dataclasses import dataclass

from sorcha_infra.console import UserError
from sorcha_infra.domain.names import LABEL_INSTALLATION
from sorcha_infra.operations import Checkpoint
from sorcha_infra.platforms.docker.engine import Engine
from sorcha_infra.profiles.docker.kinds import CONTAINER, IMAGE, NETWORK

_NAME_LIMIT = 5
"""Maximum number of names in a message."""


@dataclass(frozen=True, slots=True)
class Record:
    """Ids of the resources in the state."""

    containers: frozenset[str]
    servers: frozenset[str]
    """Containers that must run, without jobs."""

    networks: frozenset[str]
    images: tuple[tuple[str, str], ...]
    """Reference and id of each image."""

    pending_names: frozenset[str] = frozenset()
    """Names of resources that an interrupted run was about to create."""


def read_record(state: Checkpoint) -> Record:
    """Read the record from the state."""
    containers, servers, networks = set(), set(), set()
    images: list[tuple[str, str]] = []
    for resource in state.get("resources") or ():
        if resource.get("delete"):
            continue
        if resource["type"] == CONTAINER:
            containers.add(resource["id"])
            if resource.get("inputs", {}).get("mustRun", True):
                servers.add(resource["id"])
        elif resource["type"] == NETWORK:
            networks.add(resource["id"])
        elif resource["type"] == IMAGE:
            images.append((resource["outputs"]["name"], resource["outputs"]["imageId"]))
    pending_names = {
        str(operation["resource"].get("inputs", {}).get("name"))
        for operation in state.get("pending_operations") or ()
    }
    return Record(
        frozenset(containers),
        frozenset(servers),
        frozenset(networks),
        tuple(images),
        frozenset(pending_names),
    )


def remove_orphans(engine: Engine, installation: str, record: Record) -> list[str]:
    """Remove containers and networks of this stack that are not in the state, and return their names.

    A killed `up` leaves them, and their names would conflict with the next `up`. A resource belongs to
    this stack if it is on the network of the state, or if an interrupted run was about to create it.
    Volumes are never removed, because the next `up` adopts them by name.

    Raises:
        UserError: if another stack has resources with this label. Nothing is removed then.
    """
    containers = [c for c in engine.containers(installation) if c.id not in record.containers]
    networks = [n for n in engine.networks(installation) if n.id not in record.networks]
    foreign_names = sorted(
        thing.name
        for thing in (*containers, *networks)
        if not thing.networks & record.networks and thing.name not in record.pending_names
    )
    if foreign_names:
        raise UserError(
            "sorcha:deployment.installation",
            f"{installation} is in use by another stack. On this engine and not in the state of this stack: "
            f"{_excerpt(foreign_names)}",
            expected="a name that no other stack on this engine uses",
            fix="pulumi config set --path sorcha:deployment.installation <name>. If they are left of a stack "
            "whose state is lost: docker rm -f <containers> "
            f"(docker ps -a --filter label={LABEL_INSTALLATION}={installation}), "
            "docker network rm <network>",
        )
    for container in containers:
        engine.remove(container.name)
    for network in networks:
        engine.remove_network(network.id)
    return [thing.name for thing in (*containers, *networks)]


def _excerpt(names: Sequence[str]) -> str:
    rest = f" and {len(names) - _NAME_LIMIT} more" if len(names) > _NAME_LIMIT else ""
    return ", ".join(names[:_NAME_LIMIT]) + rest


def stopped_servers(engine: Engine, installation: str, record: Record) -> list[str]:
    """Return servers of the state that do not run or are missing."""
    containers = {c.id: c for c in engine.containers(installation)}
    return sorted(
        containers[id_].name if id_ in containers else f"container {id_[:12]} (missing)"
        for id_ in record.servers
        if id_ not in containers or not containers[id_].is_running
    )


def unhealthy_containers(engine: Engine, installation: str, state: Checkpoint) -> list[str]:
    """Return URNs of existing containers that were never healthy; a refresh removes this information."""
    ids = {c.id for c in engine.containers(installation)}
    return [
        resource["urn"]
        for resource in state.get("resources") or ()
        if resource.get("initErrors") and resource.get("id") in ids
    ]


def rebuilt_images(engine: Engine, record: Record) -> list[str]:
    """Return references to a different or no image since the deployment, such as local builds of the lab."""
    return [reference for reference, id_ in record.images if engine.image_id(reference) != id_]
