"""PostgreSQL on Docker, one module for each topology."""

from sorcha_infra.domain.topology import Postgres, PostgresPrimaryReplica, PostgresSingle
from sorcha_infra.domain.vocabulary import Failover
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.postgres import automatic, manual, single
from sorcha_infra.seam import Placement, PostgresAccess, Secrets


def build(context: DockerContext, spec: Postgres, secrets: Secrets, at: Placement) -> PostgresAccess:
    """Build the configured topology."""
    match spec:
        case PostgresSingle():
            return single.build(context, spec, secrets, at)
        case PostgresPrimaryReplica(failover=Failover.AUTOMATIC):
            return automatic.build(context, spec, secrets, at)
        case PostgresPrimaryReplica():
            return manual.build(context, spec, secrets, at)
        case _:
            raise NotImplementedError("profiles/docker/gaps.py refuses the others")
