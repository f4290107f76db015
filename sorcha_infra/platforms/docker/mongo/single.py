"""MongoDB on Docker as a set with one member."""

from sorcha_infra.domain.store_access import MongoEndpoint
from sorcha_infra.domain.topology import MongoSingle
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.mongo.server import ServerSpec, address, server
from sorcha_infra.seam import MongoAccess, Placement, Secrets


def build(context: DockerContext, spec: MongoSingle, secrets: Secrets, at: Placement) -> MongoAccess:
    """Build a set with one member, which can grow to three on the same volume."""
    member = server(context, ServerSpec(ordinal=0, resources=spec.resources, bootstrap="alone"), secrets, at)
    return MongoAccess(members=MongoEndpoint(hosts=(address(0),)), ready=(member,))
