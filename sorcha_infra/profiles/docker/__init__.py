"""Profile of Docker: one engine, members as containers."""

from collections.abc import Mapping
from typing import Any

from sorcha_infra.domain.vocabulary import Failover, StoreName
from sorcha_infra.profiles.docker import changes, kinds
from sorcha_infra.profiles.docker.gaps import gaps
from sorcha_infra.profiles.docker.invariants import INVARIANTS
from sorcha_infra.profiles.docker.inventory import inventory
from sorcha_infra.profiles.docker.names import HAPROXY, NGINX, PATRONI_BASE
from sorcha_infra.profiles.docker.notes import notes
from sorcha_infra.profiles.docker.promises import promises
from sorcha_infra.profiles.docker.replacements import replacements
from sorcha_infra.profiles.docker.rules import RULES
from sorcha_infra.profiles.docker.security import security
from sorcha_infra.profiles.docker.target import FORMER_KEYS, KEYS, NAME, DockerSettings, local_url, target
from sorcha_infra.profiles.profile import Profile, Reader


def support_images(references: Mapping[str, str], store_images: Mapping[StoreName, str]) -> Mapping[str, str]:
    """Use `postgres.image` as the base of Patroni's image, so that Patroni runs that server."""
    server = store_images.get(StoreName.POSTGRES)
    return references if server is None else {**references, PATRONI_BASE: server}


def server_image(spec: Mapping[str, Any], store: StoreName) -> str:
    """Image that reads the data of a store; with automatic fail-over the one with Patroni, or its base."""
    if (spec.get(store) or {}).get("failover") == Failover.AUTOMATIC:
        image = spec[store].get("patroniImage")
        return str(image or (spec.get("supportImages") or {}).get(PATRONI_BASE) or "")
    return str((spec.get("storeImages") or {}).get(store) or "")


PROFILE = Profile(
    name=NAME,
    settings=DockerSettings,
    target=target,
    keys=KEYS,
    former_keys=FORMER_KEYS,
    rules=RULES,
    gaps=gaps,
    notes=notes,
    promises=promises,
    inventory=inventory,
    voters=("etcd",),
    server_image=server_image,
    support=(PATRONI_BASE, HAPROXY, NGINX),
    support_images=support_images,
    local_url=local_url,
    reader=Reader(
        kind=kinds.kind,
        environment=kinds.environment,
        mounts=kinds.mounts,
        distinctions=("command", "cpus", "envs", "image", "memory", "networksAdvanced", "ports", "volumes"),
        entry_keys=("file", "containerPath", "label", "internal", "name", "host"),
    ),
    invariants=INVARIANTS,
    replacements=replacements,
    change_rules=changes.RULES,
    roles=changes.ROLES,
    security=security,
)
