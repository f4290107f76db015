"""Parts of a configuration that this version cannot build on Docker yet."""

from collections.abc import Iterator

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules import ROOT
from sorcha_infra.profiles.docker.target import target_of

_BUILT_TOPOLOGIES = ("single", "primaryReplica", "replicaSet", "sentinel", "cluster")
"""Topologies without a problem here; another rule refuses a cluster."""


def gaps(deployment: Deployment) -> Iterator[Problem]:
    """Report each part that is not built yet."""
    for name, store in deployment.stores.items():
        if store.topology not in _BUILT_TOPOLOGIES:
            yield Problem(
                path=f"{ROOT}.{name}.topology", finding=f"{store.topology} on docker is not built yet"
            )
    if target_of(deployment).hosts:
        # The only key that can be removed; for the others the operator must choose a value.
        yield Problem(
            path=f"{ROOT}.docker.hosts",
            finding="a deployment to other engines than the one of DOCKER_HOST is not built yet",
            remove=True,
        )
