"""The Docker platform: native realisations, joined."""

from collections.abc import Sequence
from ipaddress import IPv4Network

import pulumi

from sorcha_infra.domain.addresses import AddressPlan
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.topology import (
    Mongo,
    MongoSingle,
    Postgres,
    PostgresSingle,
    Redis,
    RedisSingle,
)
from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.platforms.docker import hooks, mongo, postgres, redis, resources
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.job import JobImages, job
from sorcha_infra.platforms.docker.workload import workload
from sorcha_infra.ports import (
    JobSpec,
    MongoAccess,
    PostgresAccess,
    RedisAccess,
    Secrets,
    Workload,
    WorkloadSpec,
)


class DockerPlatform:
    """One Docker engine: replicas protect against the death of a process, never of the machine."""

    def __init__(self, deployment: Deployment, opts: pulumi.ResourceOptions) -> None:
        plan = AddressPlan(IPv4Network(deployment.subnet))
        explain = hooks.explain_failure()
        self._context = DockerContext(
            installation=deployment.installation,
            plan=plan,
            network=resources.network(deployment.installation, plan, opts, explain),
            on_error=hooks.report_failure(),
            on_job_error=hooks.report_or_repair(),
            explain=explain,
        )
        self._images = JobImages(
            {
                name: resources.image(name, reference, opts, explain)
                for name, reference in deployment.store_images.items()
            }
        )

    def postgres(self, spec: Postgres, secrets: Secrets, opts: pulumi.ResourceOptions) -> PostgresAccess:
        """PostgreSQL, up and taking connections."""
        assert isinstance(spec, PostgresSingle), "domain/built.py refuses the others"
        return postgres.single(self._context, self._images.of[StoreName.POSTGRES], spec, secrets, opts)

    def mongo(self, spec: Mongo, secrets: Secrets, opts: pulumi.ResourceOptions) -> MongoAccess:
        """The members of MongoDB, up."""
        assert isinstance(spec, MongoSingle), "domain/built.py refuses the others"
        return mongo.single(self._context, self._images.of[StoreName.MONGO], spec, secrets, opts)

    def redis(self, spec: Redis, secrets: Secrets, opts: pulumi.ResourceOptions) -> RedisAccess:
        """Redis, up and loaded."""
        assert isinstance(spec, RedisSingle), "domain/built.py refuses the others"
        return redis.single(self._context, self._images.of[StoreName.REDIS], spec, secrets, opts)

    def workload(
        self, spec: WorkloadSpec, after: Sequence[pulumi.Resource], opts: pulumi.ResourceOptions
    ) -> Workload:
        """A pool that waits for `after`, up and answering its probe."""
        return workload(self._context, self._images, spec, after, opts)

    def job(self, spec: JobSpec, opts: pulumi.ResourceOptions) -> pulumi.Resource:
        """A job that has succeeded."""
        return job(self._context, self._images, spec, {}, opts)
