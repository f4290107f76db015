"""What the pools of the services may be."""

from collections.abc import Iterator

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules.rule import ROOT, Rule
from sorcha_infra.domain.services import FACTS, Severity
from sorcha_infra.domain.stores import POOL_SIZE, POSTGRES_CONNECTIONS
from sorcha_infra.domain.topology import PostgresManaged
from sorcha_infra.domain.vocabulary import ServiceName


def replicas_within_what_the_service_can_bear(deployment: Deployment) -> Iterator[Problem]:
    """More replicas than a service's code can bear lose or corrupt data."""
    for service in deployment.services.values():
        ceiling = FACTS[service.name].ceiling
        if service.replicas > ceiling.replicas:
            yield Problem(
                path=f"{ROOT}.services.{service.name}.replicas",
                message=f"found {service.replicas}, allowed at most {ceiling.replicas}: {ceiling.reason}",
                severity=ceiling.severity,
                fix=ceiling.replicas,
            )


def connections_fit(deployment: Deployment) -> Iterator[Problem]:
    """Pools that promise more connections than the server has fail under load."""
    if isinstance(deployment.postgres, PostgresManaged):
        return  # its provider limits the connections
    tenants = deployment.services[ServiceName.TENANT].replicas
    wallets = deployment.services[ServiceName.WALLET].replicas
    demand = POOL_SIZE * (tenants + 2 * wallets)
    limit = POSTGRES_CONNECTIONS - POOL_SIZE
    # One wallet and the most tenants fit; more tenants are refused by their own ceiling.
    if wallets > 1 and demand > limit:
        yield Problem(
            path=f"{ROOT}.services.wallet.replicas",
            message=f"tenants ({tenants}) and wallets ({wallets}) may open {demand} connections, "
            f"allowed {limit} of the {POSTGRES_CONNECTIONS} that PostgreSQL is given",
            fix=1,
        )


def many_registers_have_separate_indexes(deployment: Deployment) -> Iterator[Problem]:
    """Say what a second register does not share."""
    if deployment.services[ServiceName.REGISTER].replicas > 1:
        yield Problem(
            path=f"{ROOT}.services.register.replicas",
            message="each replica keeps an index of participants of its own, filled only by the "
            "dockets it wrote: look-ups by address can differ between replicas (contract §3.5)",
            severity=Severity.WARN,
        )


RULES: tuple[Rule, ...] = (
    replicas_within_what_the_service_can_bear,
    connections_fit,
    many_registers_have_separate_indexes,
)
