"""MongoDB as a replica set, with one member in the dev tier."""

import pulumi

from sorcha_infra.components.base import Site, SorchaComponent
from sorcha_infra.domain.databases import MONGO_ROOT, MONGO_USERS
from sorcha_infra.domain.secrets import SecretName
from sorcha_infra.domain.stores import MONGO_SET
from sorcha_infra.domain.topology import Mongo
from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.seam import JobSpec, MongoAccess, Secrets
from sorcha_infra.secret_files import secret_file


class MongoReplicaSet(SorchaComponent):
    """A MongoDB replica set with keyFile and authentication, and a user for each service.

    `single` is a set with one member. A crash costs the seconds of a restart, a lost volume costs the
    data. It can grow on the same volume. `replicaSet` accepts writes while a majority of its members
    runs, and then loses no acknowledged write. The component creates the members, their protected
    volumes, and a job that initiates the set once and reconciles its members, users and rights.
    """

    def __init__(self, spec: Mongo, site: Site, *, opts: pulumi.ResourceOptions | None = None) -> None:
        inputs = spec.model_dump(mode="json", by_alias=True)
        super().__init__("data:MongoReplicaSet", StoreName.MONGO.value, inputs, opts)
        servers = site.platform.mongo(spec, site.secrets, self.child())
        ready = site.platform.job(_setup(servers, site.secrets), self.child(servers.ready))
        self.access = MongoAccess(members=servers.members, ready=(*servers.ready, ready))
        self.register_outputs({"members": list(servers.members.hosts)})


def _setup(servers: MongoAccess, secrets: Secrets) -> JobSpec:
    return JobSpec(
        name="mongo-setup",
        tools=StoreName.MONGO,
        program="mongo-setup.js",
        modules=("mongo-members.js",),
        seconds=180,
        environment={
            "MONGO_SET": MONGO_SET,
            "MONGO_MEMBERS": ",".join(servers.members.hosts),
            "MONGO_ROOT": MONGO_ROOT,
            "MONGO_USERS": ",".join(f"{user.name}:{user.role}:{user.database}" for user in MONGO_USERS),
        },
        files=(
            secret_file("/run/secrets/root", secrets[SecretName.MONGO]),
            *(secret_file(f"/run/secrets/{user.name}", secrets[user.password]) for user in MONGO_USERS),
        ),
    )
