"""etcd on Docker, for the lease of Patroni; small, and guarded like a store."""

from dataclasses import dataclass

import pulumi
import pulumi_docker as docker

from sorcha_infra.domain.names import member
from sorcha_infra.domain.quantities import Resources
from sorcha_infra.domain.secrets import SecretName
from sorcha_infra.platforms.docker import files
from sorcha_infra.platforms.docker.container import ContainerSpec, Health, container
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.job import OneShot, one_shot
from sorcha_infra.platforms.docker.postgres.layout import FACTS, programs
from sorcha_infra.platforms.docker.resources import volume
from sorcha_infra.seam import File, Placement, Secrets
from sorcha_infra.secret_files import secret_file

_DIRECTORY = "/var/lib/etcd"
_RECORD = "/var/lib/etcd-record"
_RESOURCES = Resources(cpus=1.0, memory_mib=512)
"""About 50 MB in use (ha-recipes §2.3); the quota allows a database of 256 MB."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Etcd:
    """Members with the settings of Patroni; every client needs a password."""

    addresses: tuple[str, ...]
    ready: tuple[pulumi.Resource, ...]


def etcd(
    context: DockerContext,
    count: int,
    *,
    image: pulumi.Input[str],
    patroni_settings: str,
    secrets: Secrets,
    at: Placement,
) -> Etcd:
    """Create the members one by one, then enable authentication and write the settings."""
    addresses = tuple(context.plan.of("etcd", ordinal) for ordinal in range(count))
    members = ",".join(f"{member('etcd', ordinal)}={at}" for ordinal, at in enumerate(addresses))
    record = volume(context, "etcd-record", "etcd", at.parent)
    chain: list[docker.Container] = []
    for ordinal, address in enumerate(addresses):
        name = member("etcd", ordinal)
        chain.append(
            container(
                context,
                ContainerSpec(
                    name=name,
                    component="etcd",
                    image=image,
                    aliases=["etcd"],
                    address=address,
                    entrypoint=["bash", "/sorcha/start.sh"],
                    environment={
                        "MEMBER": name,
                        "MEMBERS": members,
                        "DATA": f"{_DIRECTORY}/data",
                        "RECORD": f"{_RECORD}/cluster-exists",
                        "TOKEN": context.installation,
                    },
                    files=(
                        _script("start.sh"),
                        _script("before-delete.sh"),
                        *programs("etcd", "etcd_start", "etcd_guard"),
                        secret_file("/run/secrets/etcd", secrets[SecretName.ETCD], owner=FACTS.user),
                    ),
                    volumes={_DIRECTORY: volume(context, name, "etcd", at.parent), _RECORD: record},
                    # This member only, because the first is up before a majority can exist.
                    health=Health(test=["CMD", "bash", "-c", _LIVENESS_PROBE], start=60, interval=5),
                    resources=_RESOURCES,
                    stop_seconds=20,
                    capabilities=True,
                    guard=True,
                ),
                at.with_dependencies([*at.after, *chain[-1:]]),
            )
        )
    settings = one_shot(
        context,
        OneShot(
            name="etcd-settings",
            component="etcd-settings",
            image=image,
            program=_script("settings.sh"),
            seconds=60,
            environment={
                "MEMBERS": members,
                "SCOPE": context.installation,
                "RECORD": f"{_RECORD}/cluster-exists",
            },
            files=(
                *programs("etcd", "etcd_settings"),
                File(path="/sorcha/settings.json", content=patroni_settings),
                secret_file("/run/secrets/etcd", secrets[SecretName.ETCD]),
                secret_file("/run/secrets/patroni", secrets[SecretName.PATRONI]),
            ),
            volumes={_RECORD: record},
        ),
        at.with_dependencies(chain),
    )
    return Etcd(addresses=addresses, ready=(*chain, settings))


_LIVENESS_PROBE = (
    "exec 3<>/dev/tcp/127.0.0.1/2381 && printf 'GET /livez HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q ' 200 ' <&3"
)


def _script(name: str) -> File:
    return File(path=f"/sorcha/{name}", content=files.read(f"etcd/{name}"))
