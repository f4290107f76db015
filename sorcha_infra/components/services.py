"""A pool of one Sorcha service, or of the UI."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from sorcha_infra.components.base import SorchaComponent
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.environment import APPSETTINGS, Settings, settings, url
from sorcha_infra.domain.services import FACTS, Asked, Sentry
from sorcha_infra.domain.store_access import StoreAddresses
from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.outputs import derive
from sorcha_infra.ports import (
    File,
    JobSpec,
    MemberSpec,
    Platform,
    PublishedPort,
    Secrets,
    WorkloadSpec,
    Wrapper,
)


class ServicePool(SorchaComponent):
    """The replicas of a service.

    Every replica is told what it needs by environment, and its secrets by an appsettings file. The
    first starts alone; a gate can hold the others back until it has done what only one may do.
    What a pool loses with a replica is in domain/services.py.
    """

    def __init__(
        self,
        service: ServiceName,
        deployment: Deployment,
        *,
        platform: Platform,
        stores: StoreAddresses,
        secrets: Secrets,
        after: Sequence[pulumi.Resource] = (),
        before: JobSpec | None = None,
        gate: JobSpec | None = None,
        published: Sequence[PublishedPort] = (),
        kind: str = "app:ServicePool",
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        pool = deployment.services.of(service)
        super().__init__(kind, service, pool.model_dump(mode="json", by_alias=True, exclude={"name"}), opts)
        facts = FACTS[service]
        told = [settings(deployment, service, ordinal, stores) for ordinal in range(pool.replicas)]
        workload = platform.workload(
            WorkloadSpec(
                role=service,
                image=pool.image,
                members=[
                    MemberSpec(environment=member.environment(), files=_appsettings(member, secrets))
                    for member in told
                ],
                port=facts.port,
                probe=facts.probe,
                resources=pool.resources,
                start_seconds=facts.start_seconds,
                stop_seconds=facts.stop_seconds,
                directories=facts.directories,
                published=published,
                wrapper=None if facts.sentry is None else _wrapper(facts.sentry),
                before=before,
                gate=gate,
            ),
            after,
            self.child(),
        )
        self.ready = workload.ready
        self.register_outputs({"replicas": pool.replicas})


def _wrapper(sentry: Sentry) -> Wrapper:
    def address(asked: Asked) -> str:
        return f"{url(asked.service)}{asked.path}"

    return Wrapper(
        script="sentry.sh",
        command=sentry.command,
        environment={
            "SENTRY_STARTS_AFTER": " ".join(address(asked) for asked in sentry.starts_after),
            "SENTRY_RUNS_WHILE": address(sentry.runs_while),
        },
    )


def _appsettings(told: Settings, secrets: Secrets) -> tuple[File, ...]:
    if not told.secret:
        return ()
    keys = sorted(told.secret)
    values = pulumi.Output.all(*(derive(secrets, told.secret[key]) for key in keys))
    content = values.apply(lambda known: json.dumps(nested(dict(zip(keys, known, strict=True))), indent=2))
    return (File(path=APPSETTINGS, content=content),)


def nested(flat: Mapping[str, str]) -> dict[str, Any]:
    """.NET's `A:B` keys as the objects of a JSON file."""
    tree: dict[str, Any] = {}
    for key, value in flat.items():
        *sections, leaf = key.split(":")
        node = tree
        for section in sections:
            node = node.setdefault(section, {})
        node[leaf] = value
    return tree
