"""All contracts; importing a module registers those in it."""

from __future__ import annotations

from tests.components.contracts import (
    CONTRACTS,
    configuration,
    containers,
    data,
    network,
    order,
    rules,
    secrets,
    tree,
)

MODULES = (configuration, containers, data, network, order, rules, secrets, tree)

__all__ = ["CONTRACTS", "MODULES"]
