"""What this version can name but not build on Docker yet: refused by its path, never half-built."""

from collections.abc import Iterator

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules import ROOT
from sorcha_infra.profiles.docker.target import target_of

_BUILT_TOPOLOGIES = ("single", "primaryReplica", "replicaSet", "sentinel", "cluster")
"""Topologies; a cluster is refused by a rule of its own."""


def gaps(deployment: Deployment) -> Iterator[Problem]:
    """Every part of the deployment that a later version must build."""
    for name, store in deployment.stores.items():
        if store.topology not in _BUILT_TOPOLOGIES:
            yield Problem(
                path=f"{ROOT}.{name}.topology", message=f"{store.topology} on docker is not built yet"
            )
    if target_of(deployment).hosts:
        # The one key that can simply be removed; each of the others is a choice of the operator's.
        yield Problem(
            path=f"{ROOT}.docker.hosts",
            message="more than the one engine of DOCKER_HOST is not built yet",
            remove=True,
        )
