"""Names that configuration, components and platforms share."""

from enum import StrEnum


class Tier(StrEnum):
    """Column of the recommendation table, named as in the guide."""

    DEVELOPMENT = "dev"
    SMALL_PRODUCTION = "prod-small"
    LARGE_PRODUCTION = "prod-large"


class ImageSource(StrEnum):
    """Source of the images: a registry, or the lab, which builds them from Debian packages."""

    PUBLISHED = "published"
    LAB = "lab"


class Failover(StrEnum):
    """Promotion of a PostgreSQL replica, automatic or by an operator."""

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
