"""What an installation has on the engine, against what the state says."""

from collections.abc import Sequence
from dataclasses import dataclass

from sorcha_infra.console import UserError
from sorcha_infra.domain.names import LABEL_INSTALLATION
from sorcha_infra.operations import Checkpoint
from sorcha_infra.platforms.docker.engine import Engine
from sorcha_infra.profiles.docker.kinds import CONTAINER, IMAGE, NETWORK

_NAME_LIMIT = 5
"""Names that are enough to see whose they are."""


@dataclass(frozen=True, slots=True)
class Record:
    """Ids of what the state says is on the engine."""

    containers: frozenset[str]
    servers: frozenset[str]
    """Containers that must run, jobs apart."""

    networks: frozenset[str]
    images: tuple[tuple[str, str], ...]
    """Reference and id of each image."""

    pending_names: frozenset[str] = frozenset()
    """Names of what an interrupted run was about to make."""


def read_record(state: Checkpoint) -> Record:
    """What the state says."""
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
    """Removes containers and networks of ours that are not in the state; their names.

    An `up` that was killed leaves them, and their names would be in the way. Ours is what is on the
    network of the state, or what an interrupted run was about to make. Volumes are never removed:
    they are taken over by name.

    Raises:
        UserError: where the label is on something else: another stack's. Nothing is removed then.
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
            f"installation {installation} is another stack's",
            finding=f"on this engine, and not in this stack's state: {_excerpt(foreign_names)}",
            next_step="choose another name: pulumi config set --path sorcha:deployment.installation <name>; "
            "or, if these are left of a stack whose state is lost: docker rm -f <the containers> "
            f"(docker ps -a --filter label={LABEL_INSTALLATION}={installation}), "
            "docker network rm <the network>",
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
    """Servers of the state that do not run, or are gone."""
    containers = {c.id: c for c in engine.containers(installation)}
    return sorted(
        containers[id_].name if id_ in containers else f"a container that is gone ({id_[:12]})"
        for id_ in record.servers
        if id_ not in containers or not containers[id_].is_running
    )


def unhealthy_containers(engine: Engine, installation: str, state: Checkpoint) -> list[str]:
    """URNs of containers that are there and were never seen healthy; a refresh forgets that."""
    ids = {c.id for c in engine.containers(installation)}
    return [
        resource["urn"]
        for resource in state.get("resources") or ()
        if resource.get("initErrors") and resource.get("id") in ids
    ]


def rebuilt_images(engine: Engine, record: Record) -> list[str]:
    """Images whose reference means another image now, or none: local builds, such as the lab's."""
    return [reference for reference, id_ in record.images if engine.image_id(reference) != id_]
