"""Settings of a service, and the parts that they refer to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sorcha_infra.domain.addresses import Addresses
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.secrets import SecretText
from sorcha_infra.domain.services import HTTP_PORT
from sorcha_infra.domain.store_access import StoreEndpoints
from sorcha_infra.domain.vocabulary import ServiceName

MEMBER = "{member}"
"""Placeholder in the values of an identity for the name of the replica, such as `register-1`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Settings of a service, equal for all replicas except for the identity."""

    plain: Mapping[str, str]
    secret: Mapping[str, SecretText] = field(default_factory=dict)
    identity: Mapping[str, str] = field(default_factory=dict)
    """Settings that differ between replicas by the placeholder `MEMBER` in their values."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """Deployment, stores and addresses that the settings of a service refer to."""

    deployment: Deployment
    stores: StoreEndpoints
    addresses: Addresses

    def url(self, service: ServiceName, port: int = HTTP_PORT) -> str:
        """URL of a pool for the other services."""
        return f"http://{self.addresses.service(service)}:{port}"


def variables(settings: Mapping[str, str]) -> dict[str, str]:
    """Convert settings to environment variables, with `__` instead of `:`."""
    return {key.replace(":", "__"): value for key, value in settings.items()}
