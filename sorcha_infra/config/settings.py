"""What a stack file may say: `sorcha:deployment`, only what differs from the table."""

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
    """One pool; what is left out comes from the table."""

    replicas: Annotated[int, Field(ge=1)] | None = None
    """Copies of the service; the most that it can bear is judged apart, with the reason."""

    image: ImageReference | None = None
    """Replaces the reference in stacks/images.yaml."""

    resources: Resources | None = None
    """The most that each copy may use."""


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
    """UI; as many as gateways by default."""


class ImagesSettings(Model):
    """Where images come from."""

    source: ImageSource
    """`published` (default) or `lab`."""


Edge = Annotated[EdgeNone | EdgeProxy, Field(discriminator="kind")]


class Settings(Model):
    """The keys of `sorcha:deployment` that every platform reads."""

    tier: Tier
    """Column of the recommendation table."""

    platform: str
    """Where it runs; fixed once deployed."""

    installation: DnsLabel | None = None
    """First part of every physical name; the stack's name by default."""

    public_url: HttpUrl | None = None
    """How users reach it; required outside dev."""

    services: ServicesSettings = ServicesSettings()
    """Pools that differ from the table."""

    postgres: PostgresSettings | None = None
    """PostgreSQL."""

    mongo: MongoSettings | None = None
    """MongoDB."""

    redis: RedisSettings | None = None
    """Redis."""

    edge: Edge | None = None
    """What stands in front of the gateways."""

    images: ImagesSettings | None = None
    """Where images come from."""

    peer: Peer = Peer()
    """The node in the peer network."""

    accept: tuple[Acceptance, ...] = ()
    """Accepted deviations, each with its reason."""


def settings_type() -> type[Settings]:
    """The keys of `sorcha:deployment`: the shared ones, and those of each registered platform."""
    return _settings_type(
        tuple(profile.name for profile in profiles()), tuple(profile.settings for profile in profiles())
    )


@cache
def _settings_type(names: tuple[str, ...], platforms: tuple[type[Model], ...]) -> type[Settings]:
    platform: Any = Annotated[Literal[names], Field(description="Where it runs; fixed once deployed.")]
    create: Any = create_model  # its overloads know no bases that are found at run time
    keys: type[Settings] = create(
        "Settings",
        __base__=(*reversed(platforms), Settings),  # fields of the last base come first
        __doc__="`sorcha:deployment`: what this stack is.",
        platform=(platform, ...),
    )
    return keys
