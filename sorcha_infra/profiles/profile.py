"""Profile of a platform: facts and pure functions, without building it.

`config`, `explain`, `review`, `policy` and `operate` use a profile; `platforms/<platform>` builds.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sorcha_infra.domain.change import ChangeRule
from sorcha_infra.domain.deployment import Deployment, Edge, Origin
from sorcha_infra.domain.inventory import Inventory
from sorcha_infra.domain.model import Model
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.promises import Promise
from sorcha_infra.domain.resources import Invariants, Kind, Resource
from sorcha_infra.domain.rules.rule import Rule
from sorcha_infra.domain.target import Target
from sorcha_infra.domain.vocabulary import StoreName

Inputs = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class TargetChoice:
    """A resolved target, with the origin of each value."""

    target: Target
    origins: Mapping[str, Origin]
    """Path below `sorcha:deployment` → origin."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Kinds of resources on a platform, and readers of their inputs."""

    kind: Callable[[str, Inputs], Kind | None] = lambda _type, _inputs: None
    """Type and inputs → kind; None for a type of another provider."""

    environment: Callable[[Inputs], Mapping[str, str]] = lambda _inputs: {}
    """Environment of a process."""

    mounts: Callable[[Resource], Mapping[str, str]] = lambda _resource: {}
    """Path in the process → physical name of its volume."""

    distinctions: tuple[str, ...] = ()
    """Inputs that distinguish new processes; the others are equal."""

    entry_keys: tuple[str, ...] = ()
    """Keys that identify the mappings in a list of inputs; the first existing one counts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """One platform."""

    name: str
    """Value of `platform` in a stack file."""

    settings: type[Model]
    """Keys of a stack file that only this platform reads; each is optional."""

    target: Callable[[Model, str], TargetChoice]
    """Settings and installation → target of the stack."""

    keys: Mapping[str, str] = field(default_factory=dict)
    """Field of the target, in camelCase → key in a stack file."""

    former_keys: Mapping[str, str] = field(default_factory=dict)
    """Field of a dump without a target (older versions) → field of the target."""

    rules: tuple[Rule, ...] = ()
    """Rules over the configuration, in addition to those of every platform."""

    gaps: Callable[[Deployment], Iterator[Problem]]
    """Parts of a deployment that this version cannot build yet."""

    notes: Callable[[Deployment], Iterator[str]] = lambda _deployment: iter(())
    """Information about a valid deployment that a diff of resources does not show."""

    promises: Callable[[Deployment], tuple[Promise, ...]]
    """Promises of a deployment, one for each component, in the order of a request."""

    inventory: Callable[[Deployment, Sequence[Resource]], Inventory]
    """Parts of a deployment, from its rendered plan."""

    voters: tuple[str, ...] = ()
    """Roles besides the stores whose members decide by majority."""

    server_image: Callable[[Mapping[str, Any], StoreName], str] = lambda spec, store: str(
        (spec.get("storeImages") or {}).get(store) or ""
    )
    """A dumped deployment and a store → the image that reads the data of the store."""

    support: tuple[str, ...] = ()
    """Names in stacks/images.yaml of the images besides services and stores."""

    support_images: Callable[[Mapping[str, str], Mapping[StoreName, str]], Mapping[str, str]] = (
        lambda references, _store_images: references
    )
    """References of stacks/images.yaml, and images of stores in the stack file → references that run."""

    local_url: Callable[[Edge], tuple[str, str]]
    """Edge → address of a stack without a `publicUrl`, and the reason."""

    reader: Reader = field(default_factory=Reader)
    invariants: Invariants = field(default_factory=Invariants)
    replacements: Callable[[str, Collection[str]], tuple[str, ...] | None] = lambda _type, _changed_keys: None
    """Type and changed inputs → those that force a replacement; None for an unknown type."""

    change_rules: tuple[ChangeRule, ...] = ()
    """Rules over a change that apply only to this platform."""

    roles: tuple[str, ...] = ()
    """Roles besides services and stores whose removal these rules explain."""

    security: Callable[[], str] = lambda: ""
    """Section of docs/security.md about places of secrets and published ports."""
