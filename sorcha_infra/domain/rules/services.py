"""Rules over the pools of the services."""

from collections.abc import Iterator

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules.rule import ROOT, Rule
from sorcha_infra.domain.services import FACTS, Severity
from sorcha_infra.domain.stores import POOL_SIZE, POSTGRES_CONNECTIONS
from sorcha_infra.domain.topology import PostgresManaged
from sorcha_infra.domain.vocabulary import ServiceName


def replicas_within_service_limit(deployment: Deployment) -> Iterator[Problem]:
    """More replicas than a service supports lose or corrupt data."""
    for service in deployment.services.values():
        ceiling = FACTS[service.name].ceiling
        if service.replicas > ceiling.replicas:
            yield Problem(
                path=f"{ROOT}.services.{service.name}.replicas",
                finding=f"is {service.replicas}; {ceiling.reason}",
                expected=f"at most {ceiling.replicas}",
                severity=ceiling.severity,
                fix=ceiling.replicas,
            )


def database_connections_within_limit(deployment: Deployment) -> Iterator[Problem]:
    """Pools with more connections than the server has fail under load."""
    if isinstance(deployment.postgres, PostgresManaged):
        return  # its provider limits the connections
    tenants = deployment.services[ServiceName.TENANT].replicas
    wallets = deployment.services[ServiceName.WALLET].replicas
    demand = POOL_SIZE * (tenants + 2 * wallets)
    limit = POSTGRES_CONNECTIONS - POOL_SIZE
    # One wallet and the maximum of tenants fit; more tenants exceed their own limit.
    if wallets > 1 and demand > limit:
        yield Problem(
            path=f"{ROOT}.services.wallet.replicas",
            finding=f"is {wallets}; together with {tenants} tenants they may open {demand} connections",
            expected=f"at most {limit} connections, of PostgreSQL's {POSTGRES_CONNECTIONS}",
            fix=1,
        )


def single_register_index(deployment: Deployment) -> Iterator[Problem]:
    """Replicas of the register do not share their index of participants."""
    if deployment.services[ServiceName.REGISTER].replicas > 1:
        yield Problem(
            path=f"{ROOT}.services.register.replicas",
            finding="is more than 1; each replica has its own index of participants, filled only by the "
            "dockets that it wrote, so look-ups by address can differ between replicas (contract §3.5)",
            severity=Severity.WARN,
        )


RULES: tuple[Rule, ...] = (
    replicas_within_service_limit,
    database_connections_within_limit,
    single_register_index,
)
