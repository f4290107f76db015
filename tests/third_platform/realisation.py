"""Realisation: one resource for each process, and for each directory with data."""

from __future__ import annotations

from typing import Any, NoReturn

import pulumi

from sorcha_infra.console import UserError
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.names import member
from sorcha_infra.domain.secrets import SecretName
from sorcha_infra.domain.store_access import MongoEndpoint, endpoint
from sorcha_infra.domain.topology import Mongo, Postgres, Redis
from sorcha_infra.domain.vocabulary import ServiceName, StoreName
from sorcha_infra.platforms import Realisation
from sorcha_infra.seam import (
    EdgeSpec,
    JobSpec,
    MongoAccess,
    Placement,
    PostgresAccess,
    Ready,
    RedisAccess,
    ResidentSpec,
    Secrets,
    WorkloadSpec,
)
from tests.third_platform.profile import DIRECTORY, NAME, PROCESS, TASK, RackTarget


class RackAddresses:
    """Every process has a name in the zone of the rack."""

    def service(self, name: ServiceName) -> str:
        return f"{name}.rack"

    def member(self, name: ServiceName, ordinal: int) -> str:
        return f"{member(name, ordinal)}.rack"


class Rack:
    """A rack behind the interface of the seam."""

    addresses = RackAddresses()

    def __init__(self, deployment: Deployment) -> None:
        target = deployment.target
        if not isinstance(target, RackTarget):
            raise TypeError(f"{target.platform}: not a rack")
        self._row = target.row

    def postgres(self, spec: Postgres, secrets: Secrets, at: Placement) -> PostgresAccess:
        ready = self._store(StoreName.POSTGRES, _inputs(spec, secrets[SecretName.POSTGRES]), at)
        return PostgresAccess(
            writes=endpoint(StoreName.POSTGRES, "postgres.rack"), admin="admin", ready=ready
        )

    def mongo(self, spec: Mongo, secrets: Secrets, at: Placement) -> MongoAccess:
        ready = self._store(StoreName.MONGO, _inputs(spec, secrets[SecretName.MONGO]), at)
        return MongoAccess(members=MongoEndpoint(hosts=("mongo.rack:27017",)), ready=ready)

    def redis(self, spec: Redis, secrets: Secrets, at: Placement) -> RedisAccess:
        ready = self._store(StoreName.REDIS, _inputs(spec, secrets[SecretName.REDIS]), at)
        return RedisAccess(writes=endpoint(StoreName.REDIS, "redis.rack"), ready=ready)

    def workload(self, spec: WorkloadSpec, at: Placement) -> Ready:
        jobs = [self.job(job, at) for job in (spec.before, spec.gate) if job is not None]
        place = at.with_dependencies([*at.after, *jobs])
        environment = {**spec.environment, **spec.identity}
        return tuple(
            self._process(
                member(spec.role, ordinal), {"image": spec.image, "environment": environment}, place
            )
            for ordinal in range(spec.replicas)
        )

    def edge(self, spec: EdgeSpec, at: Placement) -> Ready:
        return (self._process("edge", {"gateways": spec.gateways}, at),)

    def job(self, spec: JobSpec, at: Placement) -> pulumi.Resource:
        return _resource(TASK, spec.name, {"program": spec.program}, at.options)

    def resident(self, spec: ResidentSpec, at: Placement) -> pulumi.Resource:
        return self._process(member(spec.role, 0), {"program": spec.program}, at)

    def _store(self, name: StoreName, inputs: dict[str, Any], at: Placement) -> Ready:
        options = pulumi.ResourceOptions.merge(at.options, pulumi.ResourceOptions(protect=True))
        directory = _resource(DIRECTORY, member(name, 0), {"row": self._row}, options)
        return (self._process(member(name, 0), inputs, at.with_dependencies([directory])),)

    def _process(self, name: str, inputs: dict[str, Any], at: Placement) -> pulumi.Resource:
        return _resource(PROCESS, name, {**inputs, "row": self._row}, at.options)


def _inputs(spec: Postgres | Mongo | Redis, password: pulumi.Output[str]) -> dict[str, Any]:
    return {"topology": spec.topology, "password": password}


def _resource(
    type_: str, name: str, inputs: dict[str, Any], options: pulumi.ResourceOptions
) -> pulumi.Resource:
    return pulumi.CustomResource(type_, name, inputs, options)


def _no_operations() -> NoReturn:
    raise UserError(NAME, "is a platform for tests without operations", fix="choose another platform")


REALISATION = Realisation(build=lambda deployment, _parent: Rack(deployment), operations=_no_operations)
