"""The Docker platform."""

from ipaddress import IPv4Network

import pulumi

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.names import member
from sorcha_infra.domain.topology import Mongo, Postgres, Redis
from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.platforms.docker import edge, hooks, mongo, postgres, redis, resources
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.edge.drain import drain
from sorcha_infra.platforms.docker.guard import guard
from sorcha_infra.platforms.docker.images import Images
from sorcha_infra.platforms.docker.job import job
from sorcha_infra.platforms.docker.resident import resident
from sorcha_infra.platforms.docker.workload import workload
from sorcha_infra.profiles.docker.addresses import AddressPlan
from sorcha_infra.profiles.docker.target import target_of
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


class Aliases:
    """Names on the installation's network: a pool's role, and a member's own name."""

    def service(self, name: ServiceName) -> str:
        """Any replica of a pool, by the engine's name server."""
        return name.value

    def member(self, name: ServiceName, ordinal: int) -> str:
        """One replica."""
        return member(name, ordinal)


class DockerPlatform:
    """One Docker engine: replicas protect against the death of a process, never of the machine."""

    def __init__(self, deployment: Deployment, parent: pulumi.Resource) -> None:
        self.addresses = Aliases()
        plan = AddressPlan(IPv4Network(target_of(deployment).subnet))
        explain = hooks.explain_failure()
        container_names: set[str] = set()
        self._context = DockerContext(
            installation=deployment.installation,
            plan=plan,
            network=resources.network(deployment.installation, plan, parent, explain),
            images=Images(deployment, parent, explain),
            on_error=hooks.report_failure(),
            on_job_error=hooks.report_or_repair(),
            explain=explain,
            guard=guard(container_names),
            drain=drain() if deployment.edge.kind == "haproxy" else None,
            container_names=container_names,
        )

    def postgres(self, spec: Postgres, secrets: Secrets, at: Placement) -> PostgresAccess:
        """Build PostgreSQL and wait until it accepts connections."""
        return postgres.build(self._context, spec, secrets, at)

    def mongo(self, spec: Mongo, secrets: Secrets, at: Placement) -> MongoAccess:
        """Build the members of MongoDB and wait until they run."""
        return mongo.build(self._context, spec, secrets, at)

    def redis(self, spec: Redis, secrets: Secrets, at: Placement) -> RedisAccess:
        """Build Redis and wait until its data is loaded."""
        return redis.build(self._context, spec, secrets, at)

    def workload(self, spec: WorkloadSpec, at: Placement) -> Ready:
        """Build a pool and wait for its probe."""
        return workload(self._context, spec, at)

    def edge(self, spec: EdgeSpec, at: Placement) -> Ready:
        """Build the load balancer and wait until it runs."""
        return edge.build(self._context, spec, at)

    def job(self, spec: JobSpec, at: Placement) -> pulumi.Resource:
        """Run a job and wait for its success."""
        return job(self._context, spec, {}, at)

    def resident(self, spec: ResidentSpec, at: Placement) -> pulumi.Resource:
        """Run a program permanently and wait for its first full round."""
        return resident(self._context, spec, at)
