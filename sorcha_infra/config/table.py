"""The recommendation table: ten components × three tiers, each cell with its source."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Generic, Literal, Self, TypeVar

from pydantic import Field, model_validator

from sorcha_infra.config.files import read
from sorcha_infra.domain.model import Model
from sorcha_infra.domain.topology import SERVERS
from sorcha_infra.domain.vocabulary import ServiceName, StoreName, Tier


class Component(StrEnum):
    """A row of the guide's table."""

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
    """One cell: the guide's words and what they mean in numbers."""

    guide: Annotated[str, Field(min_length=1)]
    """The guide's text."""

    min: Annotated[int, Field(ge=0)]
    """Fewest copies that keep what the cell promises."""

    max: Annotated[int, Field(ge=1)] | None = None
    """Most copies that the guide names; the platform's own ceilings are in domain/services.py."""

    default: Annotated[int, Field(ge=0)]
    """Copies where the stack file says nothing."""

    deviation: Annotated[str, Field(min_length=10)] | None = None
    """Why the default is not what the guide says."""

    source: Annotated[str, Field(min_length=1)]
    """Where the guide says it."""

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
    """A cell of a pool: at least one copy."""

    default: Annotated[int, Field(ge=1)]
    """Copies where the stack file says nothing."""


class StoreCell(Cell):
    """A cell of a store: its layout, and how many servers that takes."""

    topology: str
    """Layout."""

    @model_validator(mode="after")
    def _servers(self) -> Self:
        low, high = SERVERS[self.topology]
        if not low <= self.default <= high:
            raise ValueError(
                f"default {self.default}, allowed for {self.topology}: {low}"
                + (f" to {high} servers" if high > low else "")
            )
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
    """One component over all tiers."""

    dev: C
    prod_small: Annotated[C, Field(alias="prod-small")]
    prod_large: Annotated[C, Field(alias="prod-large")]

    def of(self, tier: Tier) -> C:
        """The cell of a tier."""
        return {
            Tier.DEVELOPMENT: self.dev,
            Tier.SMALL_PRODUCTION: self.prod_small,
            Tier.LARGE_PRODUCTION: self.prod_large,
        }[tier]


class Components(Model):
    """All rows; the UI has none in the guide."""

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
    """The whole table; total over components and tiers."""

    components: Components

    def cell(self, component: Component, tier: Tier) -> ServiceCell | StoreCell:
        """One cell."""
        row: Row[ServiceCell] | Row[StoreCell] = self.components.by_key()[component]
        return row.of(tier)

    def service(self, name: ServiceName, tier: Tier) -> ServiceCell:
        """The cell of a service that the guide's table has a row for."""
        row: Row[ServiceCell] = self.components.by_key()[name]
        return row.of(tier)

    def store(self, name: StoreName, tier: Tier) -> StoreCell:
        """The cell of a store."""
        row: Row[StoreCell] = self.components.by_key()[name]
        return row.of(tier)


def load_table(path: Path) -> RecommendationTable:
    """Reads the table.

    Raises:
        UnreadableError: where the file is not a table.
    """
    return read(path, RecommendationTable)
