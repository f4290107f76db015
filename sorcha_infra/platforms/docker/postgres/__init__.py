"""PostgreSQL on Docker, one module for each topology."""

import pulumi

from sorcha_infra.domain.topology import Postgres, PostgresPrimaryReplica, PostgresSingle
from sorcha_infra.domain.vocabulary import Failover
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.postgres import automatic, manual, single
from sorcha_infra.ports import PostgresAccess, Secrets


def build(
    context: DockerContext, spec: Postgres, secrets: Secrets, opts: pulumi.ResourceOptions
) -> PostgresAccess:
    """Makes what the topology asks for."""
    match spec:
        case PostgresSingle():
            return single.build(context, spec, secrets, opts)
        case PostgresPrimaryReplica(failover=Failover.AUTOMATIC):
            return automatic.build(context, spec, secrets, opts)
        case PostgresPrimaryReplica():
            return manual.build(context, spec, secrets, opts)
        case _:
            raise NotImplementedError("domain/built.py refuses the others")
