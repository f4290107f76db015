"""The closed sets of names that configuration, components and platforms share."""

from enum import StrEnum


class Tier(StrEnum):
    """A column of the recommendation table; the values are those of the guide."""

    DEVELOPMENT = "dev"
    SMALL_PRODUCTION = "prod-small"
    LARGE_PRODUCTION = "prod-large"


class PlatformName(StrEnum):
    """Where a stack runs; fixed for the life of a stack."""

    DOCKER = "docker"
    KUBERNETES = "kubernetes"


class ImageSource(StrEnum):
    """Where images come from: a registry, or the lab's builds out of Debian packages."""

    PUBLISHED = "published"
    LAB = "lab"


class EdgeKind(StrEnum):
    """What stands in front of the gateways."""

    HAPROXY = "haproxy"
    NGINX = "nginx"
    NONE = "none"


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


class SupportName(StrEnum):
    """Images of what stands beside the services and the stores."""

    PATRONI_BASE = "patroniBase"
    """What the image with Patroni and etcd is built on."""

    HAPROXY = "haproxy"
    NGINX = "nginx"


class StoreName(StrEnum):
    """The data stores, in the guide's order."""

    POSTGRES = "postgres"
    MONGO = "mongo"
    REDIS = "redis"
