"""The Docker platform: native realisations, joined."""

from collections.abc import Sequence
from ipaddress import IPv4Network

import pulumi

from sorcha_infra.domain.addresses import AddressPlan
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.topology import (
    Mongo,
    Postgres,
    Redis,
)
from sorcha_infra.platforms.docker import edge, hooks, mongo, postgres, redis, resources
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.edge.drain import drain
from sorcha_infra.platforms.docker.guard import guard
from sorcha_infra.platforms.docker.images import Images
from sorcha_infra.platforms.docker.job import job
from sorcha_infra.platforms.docker.resident import resident
from sorcha_infra.platforms.docker.workload import workload
from sorcha_infra.ports import (
    EdgeSpec,
    JobSpec,
    MongoAccess,
    PostgresAccess,
    RedisAccess,
    ResidentSpec,
    Secrets,
    Workload,
    WorkloadSpec,
)


class DockerPlatform:
    """One Docker engine: replicas protect against the death of a process, never of the machine."""

    def __init__(self, deployment: Deployment, opts: pulumi.ResourceOptions) -> None:
        plan = AddressPlan(IPv4Network(deployment.subnet))
        explain = hooks.explain_failure()
        planned: set[str] = set()
        self._context = DockerContext(
            installation=deployment.installation,
            plan=plan,
            network=resources.network(deployment.installation, plan, opts, explain),
            images=Images(deployment, opts, explain),
            on_error=hooks.report_failure(),
            on_job_error=hooks.report_or_repair(),
            explain=explain,
            guard=guard(planned),
            drain=drain() if deployment.edge.kind == "haproxy" else None,
            planned=planned,
        )

    def postgres(self, spec: Postgres, secrets: Secrets, opts: pulumi.ResourceOptions) -> PostgresAccess:
        """PostgreSQL, up and taking connections."""
        return postgres.build(self._context, spec, secrets, opts)

    def mongo(self, spec: Mongo, secrets: Secrets, opts: pulumi.ResourceOptions) -> MongoAccess:
        """The members of MongoDB, up."""
        return mongo.build(self._context, spec, secrets, opts)

    def redis(self, spec: Redis, secrets: Secrets, opts: pulumi.ResourceOptions) -> RedisAccess:
        """Redis, up and loaded."""
        return redis.build(self._context, spec, secrets, opts)

    def workload(
        self, spec: WorkloadSpec, after: Sequence[pulumi.Resource], opts: pulumi.ResourceOptions
    ) -> Workload:
        """A pool that waits for `after`, up and answering its probe."""
        return workload(self._context, spec, after, opts)

    def edge(
        self, spec: EdgeSpec, after: Sequence[pulumi.Resource], opts: pulumi.ResourceOptions
    ) -> tuple[pulumi.Resource, ...]:
        """What users reach, up."""
        return edge.build(self._context, spec, after, opts)

    def job(self, spec: JobSpec, opts: pulumi.ResourceOptions) -> pulumi.Resource:
        """A job that has succeeded."""
        return job(self._context, spec, {}, opts)

    def resident(
        self, spec: ResidentSpec, after: Sequence[pulumi.Resource], opts: pulumi.ResourceOptions
    ) -> pulumi.Resource:
        """A script that has done its first full round and goes on."""
        return resident(self._context, spec, after, opts)
