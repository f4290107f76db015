"""Recommendation table: ten components × three tiers, each cell with its source."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Generic, Literal, Self, TypeVar

from pydantic import Field, model_validator

from sorcha_infra.config.files import read
from sorcha_infra.domain.model import Model
from sorcha_infra.domain.topology import SERVERS
from sorcha_infra.domain.vocabulary import ServiceName, StoreName, Tier


class Component(StrEnum):
    """Row of the guide's table."""

    GATEWAY = "gateway"
    BLUEPRINT = "blueprint"
    TENANT = "tenant"
    WALLET = "wallet"
    REGISTER = "register"
    VALIDATOR = "validator"
    PEER = "peer"
    POSTGRES = "postgres"
    MONGO = "mongo"
    REDIS = "redis"


class Cell(Model):
    """One cell: text of the guide, and its numbers."""

    guide: Annotated[str, Field(min_length=1)]
    """Text of the guide."""

    min: Annotated[int, Field(ge=0)]
    """Minimum of copies that fulfils the guide."""

    max: Annotated[int, Field(ge=1)] | None = None
    """Maximum of copies in the guide; limits of the services are in domain/services.py."""

    default: Annotated[int, Field(ge=0)]
    """Copies without a value in the stack file."""

    deviation: Annotated[str, Field(min_length=10)] | None = None
    """Reason why the default differs from the guide."""

    source: Annotated[str, Field(min_length=1)]
    """Place in the guide."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.max is not None and self.max < self.min:
            raise ValueError(f"max {self.max} is below min {self.min}")
        if self.deviation is None and self.default < self.min:
            raise ValueError(f"default {self.default} is below min {self.min} without a deviation")
        if self.max is not None and self.default > self.max:
            raise ValueError(f"default {self.default} is above max {self.max}")
        return self


class ServiceCell(Cell):
    """Cell of a pool, with at least one copy."""

    default: Annotated[int, Field(ge=1)]
    """Copies without a value in the stack file."""


class StoreCell(Cell):
    """Cell of a store, with its layout and number of servers."""

    topology: str
    """Layout."""

    @model_validator(mode="after")
    def _servers(self) -> Self:
        low, high = SERVERS[self.topology]
        if not low <= self.default <= high:
            servers = f"{low} to {high} servers" if high > low else f"{low} server{'s' * (low != 1)}"
            raise ValueError(f"default {self.default} does not fit topology {self.topology} ({servers})")
        return self


class PostgresCell(StoreCell):
    """PostgreSQL."""

    topology: Literal["single", "primaryReplica", "managed"]


class MongoCell(StoreCell):
    """MongoDB."""

    topology: Literal["single", "replicaSet", "managed"]


class RedisCell(StoreCell):
    """Redis."""

    topology: Literal["single", "sentinel", "cluster", "managed"]


C = TypeVar("C", bound=Cell)


class Row(Model, Generic[C]):
    """One component in all tiers."""

    dev: C
    prod_small: Annotated[C, Field(alias="prod-small")]
    prod_large: Annotated[C, Field(alias="prod-large")]

    def of(self, tier: Tier) -> C:
        """Cell of a tier."""
        return {
            Tier.DEVELOPMENT: self.dev,
            Tier.SMALL_PRODUCTION: self.prod_small,
            Tier.LARGE_PRODUCTION: self.prod_large,
        }[tier]


class Components(Model):
    """All rows; the guide has none for the UI."""

    gateway: Row[ServiceCell]
    blueprint: Row[ServiceCell]
    tenant: Row[ServiceCell]
    wallet: Row[ServiceCell]
    register_service: Annotated[Row[ServiceCell], Field(alias="register")]
    validator: Row[ServiceCell]
    peer: Row[ServiceCell]
    postgres: Row[PostgresCell]
    mongo: Row[MongoCell]
    redis: Row[RedisCell]


class RecommendationTable(Model):
    """The whole table, with a cell for each component and tier."""

    components: Components

    def cell(self, component: Component, tier: Tier) -> ServiceCell | StoreCell:
        """One cell."""
        row: Row[ServiceCell] | Row[StoreCell] = self.components.by_key()[component]
        return row.of(tier)

    def service(self, name: ServiceName, tier: Tier) -> ServiceCell:
        """Cell of a service; the guide has none for the UI."""
        row: Row[ServiceCell] = self.components.by_key()[name]
        return row.of(tier)

    def store(self, name: StoreName, tier: Tier) -> StoreCell:
        """Cell of a store."""
        row: Row[StoreCell] = self.components.by_key()[name]
        return row.of(tier)


def load_table(path: Path) -> RecommendationTable:
    """Read the table.

    Raises:
        UnreadableError: if the file is not a table.
    """
    return read(path, RecommendationTable)
