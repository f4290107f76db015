"""What a service is given, and what it finds around it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sorcha_infra.domain.addresses import Addresses
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.secrets import SecretText
from sorcha_infra.domain.services import HTTP_PORT
from sorcha_infra.domain.store_access import StoreEndpoints
from sorcha_infra.domain.vocabulary import ServiceName

MEMBER = "{member}"
"""Stands for a replica's own name, such as `register-1`, in the values of an identity."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Settings of a service, the same for each replica but for its identity."""

    plain: Mapping[str, str]
    secret: Mapping[str, SecretText] = field(default_factory=dict)
    identity: Mapping[str, str] = field(default_factory=dict)
    """Settings that differ between replicas: values in which `MEMBER` stands for the replica's name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """What a service finds around it."""

    deployment: Deployment
    stores: StoreEndpoints
    addresses: Addresses

    def url(self, service: ServiceName, port: int = HTTP_PORT) -> str:
        """A pool, as the other services see it."""
        return f"http://{self.addresses.service(service)}:{port}"


def variables(settings: Mapping[str, str]) -> dict[str, str]:
    """Settings as environment variables: .NET's `:` is written `__`."""
    return {key.replace(":", "__"): value for key, value in settings.items()}
