"""MongoDB on Docker, one module for each topology."""

from sorcha_infra.domain.topology import Mongo, MongoReplicaSet, MongoSingle
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.mongo import replica_set, single
from sorcha_infra.seam import MongoAccess, Placement, Secrets


def build(context: DockerContext, spec: Mongo, secrets: Secrets, at: Placement) -> MongoAccess:
    """Build the configured topology."""
    match spec:
        case MongoSingle():
            return single.build(context, spec, secrets, at)
        case MongoReplicaSet():
            return replica_set.build(context, spec, secrets, at)
        case _:
            raise NotImplementedError("profiles/docker/gaps.py refuses the others")
