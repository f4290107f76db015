"""MongoDB on Docker, one module for each topology."""

import pulumi

from sorcha_infra.domain.topology import Mongo, MongoReplicaSet, MongoSingle
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.mongo import replica_set, single
from sorcha_infra.ports import MongoAccess, Secrets


def build(context: DockerContext, spec: Mongo, secrets: Secrets, opts: pulumi.ResourceOptions) -> MongoAccess:
    """Makes what the topology asks for."""
    match spec:
        case MongoSingle():
            return single.build(context, spec, secrets, opts)
        case MongoReplicaSet():
            return replica_set.build(context, spec, secrets, opts)
        case _:
            raise NotImplementedError("domain/built.py refuses the others")
