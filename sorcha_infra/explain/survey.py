"""The inventory of a deployment, from a plan that is rendered without an engine, a state or a secret."""

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.inventory import Inventory, unbuilt_inventory
from sorcha_infra.profiles import profile
from sorcha_infra.profiles.entries import resource
from sorcha_infra.program import build_draft
from sorcha_infra.render.render import run
from sorcha_infra.render.tree import resources

_INVENTORIES: dict[str, Inventory] = {}
"""Deployment as JSON → inventory; a render takes about a second, and the pages of one stack share it."""


def survey(deployment: Deployment) -> Inventory:
    """Return every part of a deployment, or its services alone where this version cannot build it."""
    key = deployment.model_dump_json()
    if key not in _INVENTORIES:
        _INVENTORIES[key] = _inventory(deployment)
    return _INVENTORIES[key]


def _inventory(deployment: Deployment) -> Inventory:
    platform = profile(deployment.platform)
    if any(True for _ in platform.gaps(deployment)):
        return unbuilt_inventory(deployment, platform.promises(deployment))
    plan = run("survey", {}, (), program=lambda: build_draft(deployment))
    return platform.inventory(deployment, [resource(entry) for entry in resources(plan)])
