"""The recommendation table: ten components × three tiers, each cell with its source."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import Field, model_validator

from sorcha_infra.domain.model import Model
from sorcha_infra.domain.vocabulary import Tier


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

    guide: str
    """The guide's text."""

    min: Annotated[int, Field(ge=0)]
    """Fewest copies that keep what the cell promises."""

    max: Annotated[int, Field(ge=1)] | None = None
    """Most copies that the guide names; the platform's own ceilings are in domain/services.py."""

    default: Annotated[int, Field(ge=0)]
    """Copies where the stack file says nothing."""

    topology: str | None = None
    """Layout, for a store."""

    deviation: str | None = None
    """Why the default is not what the guide says."""

    source: str
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


class RecommendationTable(Model):
    """The whole table; total over components and tiers."""

    components: dict[Component, dict[Tier, Cell]]

    @model_validator(mode="after")
    def _total(self) -> Self:
        missing = [
            f"{component}.{tier}"
            for component in Component
            for tier in Tier
            if tier not in self.components.get(component, {})
        ]
        if missing:
            raise ValueError(f"cells are missing: {', '.join(missing)}")
        return self

    def cell(self, component: Component, tier: Tier) -> Cell:
        """One cell."""
        return self.components[component][tier]


def load_table(path: Path) -> RecommendationTable:
    """Reads the table.

    Raises:
        pydantic.ValidationError: where the file is not a table.
        OSError: where it cannot be read.
    """
    # strict=False: YAML has no enums, so keys arrive as strings; the fields stay constrained.
    return RecommendationTable.model_validate(yaml.safe_load(path.read_text()), strict=False)
