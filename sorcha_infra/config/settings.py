"""Keys of `sorcha:deployment` in a stack file; only values that differ from the table are needed."""

from functools import cache
from typing import Annotated, Any, Literal

from pydantic import Field, create_model

from sorcha_infra.config.stores import MongoSettings, PostgresSettings, RedisSettings
from sorcha_infra.domain.deployment import Acceptance, EdgeNone, EdgeProxy, Peer
from sorcha_infra.domain.model import Model
from sorcha_infra.domain.quantities import DnsLabel, HttpUrl, ImageReference, Resources
from sorcha_infra.domain.vocabulary import ImageSource, Tier
from sorcha_infra.profiles import profiles


class ServiceSettings(Model):
    """One pool; a missing key has the value of the table."""

    replicas: Annotated[int, Field(ge=1)] | None = None
    """Replicas of the service; a rule checks its maximum and reports the reason."""

    image: ImageReference | None = None
    """Replaces the reference in stacks/images.yaml."""

    resources: Resources | None = None
    """Limits of each replica."""


class ServicesSettings(Model):
    """The pools."""

    gateway: ServiceSettings | None = None
    """API Gateway."""
    blueprint: ServiceSettings | None = None
    """Blueprint Service; above 1 needs an `accept` entry."""
    tenant: ServiceSettings | None = None
    """Tenant Service."""
    wallet: ServiceSettings | None = None
    """Wallet Service; above 1 needs an `accept` entry."""
    register_service: Annotated[ServiceSettings | None, Field(alias="register")] = None
    """Register Service."""
    validator: ServiceSettings | None = None
    """Validator Service; never above 1."""
    peer: ServiceSettings | None = None
    """Peer Service; one node."""
    ui: ServiceSettings | None = None
    """UI; by default as many replicas as gateways."""


class ImagesSettings(Model):
    """Source of the images."""

    source: ImageSource
    """`published` (default) or `lab`."""


Edge = Annotated[EdgeNone | EdgeProxy, Field(discriminator="kind")]


class Settings(Model):
    """Keys of `sorcha:deployment` that every platform reads."""

    tier: Tier
    """Column of the recommendation table."""

    platform: str
    """Platform of the stack; cannot change after the first deployment."""

    installation: DnsLabel | None = None
    """Prefix of every physical name; by default the name of the stack."""

    public_url: HttpUrl | None = None
    """Address for users; required outside dev."""

    services: ServicesSettings = ServicesSettings()
    """Pools that differ from the table."""

    postgres: PostgresSettings | None = None
    """PostgreSQL."""

    mongo: MongoSettings | None = None
    """MongoDB."""

    redis: RedisSettings | None = None
    """Redis."""

    edge: Edge | None = None
    """Load balancer in front of the gateways."""

    images: ImagesSettings | None = None
    """Source of the images."""

    peer: Peer = Peer()
    """Node in the peer network."""

    accept: tuple[Acceptance, ...] = ()
    """Accepted deviations, each with its reason."""


def settings_type() -> type[Settings]:
    """Keys of `sorcha:deployment`, shared and of each registered platform."""
    return _settings_type(
        tuple(profile.name for profile in profiles()), tuple(profile.settings for profile in profiles())
    )


@cache
def _settings_type(names: tuple[str, ...], platforms: tuple[type[Model], ...]) -> type[Settings]:
    platform: Any = Annotated[
        Literal[names], Field(description="Platform of the stack; cannot change after the first deployment.")
    ]
    create: Any = create_model  # its overloads do not allow bases that are known only at run time
    keys: type[Settings] = create(
        "Settings",
        __base__=(*reversed(platforms), Settings),  # fields of the last base come first
        __doc__="Description of this stack.",
        platform=(platform, ...),
    )
    return keys
