"""MongoDB on Docker as a set of several members with all data."""

import pulumi_docker as docker

from sorcha_infra.domain.names import member
from sorcha_infra.domain.store_access import MongoEndpoint
from sorcha_infra.domain.topology import MOST_MONGO_MEMBERS, MongoReplicaSet
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.mongo.server import ROLE, ServerSpec, address, server
from sorcha_infra.seam import MongoAccess, Placement, Secrets


def build(context: DockerContext, spec: MongoReplicaSet, secrets: Secrets, at: Placement) -> MongoAccess:
    """Build the members one by one, mongo-0 last.

    If the folder of mongo-0 is empty, it asks the next two members for an existing set, so that a lost
    volume never becomes a second set. The hosts file of each member has the names of all possible
    members. Elections then work while no name server answers (ha-recipes §1.7), and an additional
    member does not change the others.
    """
    hosts = {member(ROLE, n): context.plan.of(ROLE, n) for n in range(MOST_MONGO_MEMBERS)}
    ready: list[docker.Container] = []
    for ordinal in (*range(1, spec.members), 0):
        replica = ServerSpec(
            ordinal=ordinal,
            resources=spec.resources,
            bootstrap=f"{address(1)},{address(2)}" if ordinal == 0 else None,
            hosts=hosts,
            guard=True,
        )
        ready.append(server(context, replica, secrets, at.with_dependencies([*at.after, *ready[-1:]])))
    hosts_of_set = tuple(address(n) for n in range(spec.members))
    return MongoAccess(members=MongoEndpoint(hosts=hosts_of_set), ready=tuple(ready))
