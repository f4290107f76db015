"""What this version can name but not build yet: refused by its path, never half-built."""

from collections.abc import Iterator
from dataclasses import replace

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules import ROOT
from sorcha_infra.domain.vocabulary import PlatformName

_BUILT = ("single", "primaryReplica", "replicaSet", "sentinel", "cluster")
"""Topologies; a cluster is refused by a rule of its own."""


def unbuilt(deployment: Deployment) -> Iterator[Problem]:
    """Every part of the deployment that a later version must build."""
    if deployment.platform is PlatformName.KUBERNETES:
        yield _unbuilt("platform", "kubernetes")
        return
    for key, store in (
        ("postgres", deployment.postgres),
        ("mongo", deployment.mongo),
        ("redis", deployment.redis),
    ):
        if store.topology not in _BUILT:
            yield _unbuilt(f"{key}.topology", f"{store.topology} on docker")
    if deployment.docker_hosts:
        # The one key that can simply go; each of the others is a choice of the operator's.
        hosts = _unbuilt("docker.hosts", "more than the one engine of DOCKER_HOST")
        yield replace(hosts, remove=True)


def _unbuilt(key: str, what: str) -> Problem:
    return Problem(path=f"{ROOT}.{key}", message=f"{what} is not built yet")
