"""Routes of the gateway: clusters of YARP, and the replicas of each."""

from collections.abc import Mapping

from sorcha_infra.domain.addresses import Addresses
from sorcha_infra.domain.deployment import Service
from sorcha_infra.domain.services import HTTP_PORT
from sorcha_infra.domain.vocabulary import ServiceName

CLUSTERS: dict[str, ServiceName] = {
    "admin-cluster": ServiceName.UI,
    "blueprint-cluster": ServiceName.BLUEPRINT,
    "register-cluster": ServiceName.REGISTER,
    "wallet-cluster": ServiceName.WALLET,
    "tenant-cluster": ServiceName.TENANT,
    "validator-cluster": ServiceName.VALIDATOR,
    "peer-cluster": ServiceName.PEER,
}
"""Fixed ids of YARP's clusters (contract §3.1), without the dashboard, which is not deployed."""

PROBE_SECONDS = 2
"""Interval of the probes of a gateway, for pools of several replicas."""

PROBE_MISSES = 2
"""Consecutive failed probes after which a replica gets no requests (verified §f: after 1.8 s)."""


def routes(services: Mapping[ServiceName, Service], addresses: Addresses) -> dict[str, str]:
    """Settings of all clusters."""
    settings: dict[str, str] = {}
    for cluster, service in CLUSTERS.items():
        members = [addresses.member(service, ordinal) for ordinal in range(services[service].replicas)]
        settings |= _cluster(cluster, service, members)
    return settings


def _cluster(cluster: str, service: ServiceName, members: list[str]) -> dict[str, str]:
    """Route a cluster to each replica by its name.

    One DNS name for all would distribute connections instead of requests, and keep dead replicas (contract
    §3.1).
    """
    prefix = f"ReverseProxy:Clusters:{cluster}"
    keys = {
        f"{prefix}:Destinations:destination{position}:Address": f"http://{host}:{HTTP_PORT}"
        for position, host in enumerate(members, 1)
    }
    if len(members) == 1:
        return keys
    # Affinity has no effect without health checks, and YARP never retries a dead destination
    # (verified §f). With HashCookie every gateway computes the same hash without shared keys.
    return keys | {
        f"{prefix}:LoadBalancingPolicy": "RoundRobin",
        f"{prefix}:SessionAffinity:Enabled": "true",
        f"{prefix}:SessionAffinity:Policy": "HashCookie",
        f"{prefix}:SessionAffinity:AffinityKeyName": f".sorcha.{service}",
        f"{prefix}:SessionAffinity:FailurePolicy": "Redistribute",
        f"{prefix}:HealthCheck:Active:Enabled": "true",
        f"{prefix}:HealthCheck:Active:Interval": f"00:00:0{PROBE_SECONDS}",
        f"{prefix}:HealthCheck:Active:Timeout": "00:00:01",
        f"{prefix}:HealthCheck:Active:Policy": "ConsecutiveFailures",
        f"{prefix}:HealthCheck:Active:Path": "/" if service is ServiceName.UI else "/alive",
        f"{prefix}:HealthCheck:Passive:Enabled": "true",
        f"{prefix}:HealthCheck:Passive:Policy": "TransportFailureRate",
        f"{prefix}:HealthCheck:Passive:ReactivationPeriod": "00:00:05",
        f"{prefix}:Metadata:ConsecutiveFailuresHealthPolicy.Threshold": str(PROBE_MISSES),
    }
