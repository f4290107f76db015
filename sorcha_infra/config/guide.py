"""Warnings where a deployment differs from the guide's recommendation."""

from collections.abc import Iterator

from sorcha_infra.config.table import RecommendationTable
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules import ROOT
from sorcha_infra.domain.services import FACTS, Severity
from sorcha_infra.domain.vocabulary import ServiceName, StoreName


def differences(deployment: Deployment, table: RecommendationTable) -> list[Problem]:
    """One warning per pool or store that differs from its tier's cell."""
    return [
        Problem(path=f"{ROOT}.{path}", finding=message, severity=Severity.WARN)
        for path, message in (
            *deployment.deviations.items(),
            *_pools(deployment, table),
            *_stores(deployment, table),
        )
    ]


def _pools(deployment: Deployment, table: RecommendationTable) -> Iterator[tuple[str, str]]:
    for name in ServiceName:
        if name is ServiceName.UI:
            continue  # the guide's table omits it
        cell = table.service(name, deployment.tier)
        path = f"services.{name}.replicas"
        replicas = deployment.services[name].replicas
        if path in deployment.deviations:
            continue
        if replicas < cell.min:
            yield (
                path,
                f"is {replicas} instead of the guide's {cell.guide!r}; losing one leaves {replicas - 1} "
                f"and loses {FACTS[name].lost_with_it}",
            )
        elif cell.max is not None and replicas > cell.max:
            yield path, f"is {replicas} instead of the guide's {cell.guide!r}, more than recommended"


def _stores(deployment: Deployment, table: RecommendationTable) -> Iterator[tuple[str, str]]:
    for name in StoreName:
        cell = table.store(name, deployment.tier)
        topology = deployment.stores[name].topology
        if topology == cell.topology:
            continue
        consequence = "; losing the server stops it" if topology == "single" else ""
        yield f"{name}.topology", f"is {topology} instead of the guide's {cell.guide!r}{consequence}"
