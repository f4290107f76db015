"""The closed sets of names that configuration, components and platforms share."""

from enum import StrEnum


class Tier(StrEnum):
    """A column of the recommendation table; the values are those of the guide."""

    DEVELOPMENT = "dev"
    SMALL_PRODUCTION = "prod-small"
    LARGE_PRODUCTION = "prod-large"


class ImageSource(StrEnum):
    """Where images come from: a registry, or the lab's builds out of Debian packages."""

    PUBLISHED = "published"
    LAB = "lab"


class Failover(StrEnum):
    """Who promotes a PostgreSQL replica."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"


class ServiceName(StrEnum):
    """The seven services and the UI, in the guide's order."""

    GATEWAY = "gateway"
    BLUEPRINT = "blueprint"
    TENANT = "tenant"
    WALLET = "wallet"
    REGISTER = "register"
    VALIDATOR = "validator"
    PEER = "peer"
    UI = "ui"


class StoreName(StrEnum):
    """The data stores, in the guide's order."""

    POSTGRES = "postgres"
    MONGO = "mongo"
    REDIS = "redis"
