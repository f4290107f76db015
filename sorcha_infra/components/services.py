"""A pool of one Sorcha service, or of the UI."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from sorcha_infra.components.base import ServiceSite, SorchaComponent
from sorcha_infra.domain.environment import APPSETTINGS, settings
from sorcha_infra.domain.services import FACTS, Request, Sentry
from sorcha_infra.domain.surroundings import Settings, Surroundings, variables
from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.seam import Exposure, File, JobSpec, Secrets, WorkloadSpec, Wrapper
from sorcha_infra.secret_files import derive


class ServicePool(SorchaComponent):
    """The replicas of a service.

    Every replica gets its settings by environment, and its secrets by an appsettings file. The
    first starts alone. A gate can hold the others back until the work that only one replica may do
    is done. domain/services.py states the loss with a replica.
    """

    def __init__(
        self,
        service: ServiceName,
        site: ServiceSite,
        *,
        after: Sequence[pulumi.Resource] = (),
        before: JobSpec | None = None,
        gate: JobSpec | None = None,
        exposure: Exposure | None = None,
        kind: str = "app:ServicePool",
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        pool = site.surroundings.deployment.services[service]
        inputs = pool.model_dump(mode="json", by_alias=True, exclude={"name"})
        super().__init__(kind, service.value, inputs, opts)
        facts = FACTS[service]
        service_settings = settings(service, site.surroundings)
        self.ready = site.platform.workload(
            WorkloadSpec(
                role=service,
                image=pool.image,
                replicas=pool.replicas,
                environment=variables(service_settings.plain),
                identity=variables(service_settings.identity),
                files=_appsettings(service_settings, site.secrets),
                port=facts.port,
                probe=facts.probe,
                resources=pool.resources,
                start_seconds=facts.start_seconds,
                stop_seconds=facts.stop_seconds,
                directories=facts.directories,
                exposure=exposure,
                wrapper=None if facts.sentry is None else _wrapper(facts.sentry, site.surroundings),
                before=before,
                gate=gate,
            ),
            self.child(after),
        )
        self.register_outputs({"replicas": pool.replicas})


def _wrapper(sentry: Sentry, surroundings: Surroundings) -> Wrapper:
    def address(request: Request) -> str:
        return f"{surroundings.url(request.service)}{request.path}"

    return Wrapper(
        program="sentry.sh",
        command=sentry.command,
        environment={
            "SENTRY_STARTS_AFTER": " ".join(address(request) for request in sentry.starts_after),
            "SENTRY_RUNS_WHILE": address(sentry.runs_while),
        },
    )


def _appsettings(service_settings: Settings, secrets: Secrets) -> tuple[File, ...]:
    """Return the file with the secrets of a service; every user of its image may read it."""
    if not service_settings.secret:
        return ()
    keys = sorted(service_settings.secret)
    values = pulumi.Output.all(*(derive(secrets, service_settings.secret[key]) for key in keys))
    content = values.apply(lambda plain: json.dumps(nested(dict(zip(keys, plain, strict=True))), indent=2))
    return (File(path=APPSETTINGS, content=content),)


def nested(flat: Mapping[str, str]) -> dict[str, Any]:
    """Convert `A:B` keys of .NET to the objects of a JSON file."""
    tree: dict[str, Any] = {}
    for key, value in flat.items():
        *sections, leaf = key.split(":")
        node = tree
        for section in sections:
            node = node.setdefault(section, {})
        node[leaf] = value
    return tree
