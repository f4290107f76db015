"""MongoDB on Docker as a set of one."""

import pulumi

from sorcha_infra.domain.quantities import Resources
from sorcha_infra.domain.topology import MongoSingle
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.mongo.server import ServerSpec, address, server
from sorcha_infra.ports import MongoAccess, Secrets


def build(
    context: DockerContext, spec: MongoSingle, secrets: Secrets, opts: pulumi.ResourceOptions
) -> MongoAccess:
    """A set of one, which grows to three on the same volume."""
    assert isinstance(spec.resources, Resources)
    only = server(context, ServerSpec(ordinal=0, resources=spec.resources, first="alone"), secrets, opts)
    return MongoAccess(members=(address(0),), ready=(only,))
