"""What is true of a platform without building it: the pure half, as data and functions.

`config`, `explain`, `review`, `policy` and `operate` ask a profile; the half that builds is
`platforms/<platform>`.
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
    """A resolved target, and where each of its values came from."""

    target: Target
    origins: Mapping[str, Origin]
    """Path below `sorcha:deployment` → origin."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Which resource is what on a platform, and how to read its inputs."""

    kind: Callable[[str, Inputs], Kind | None] = lambda _type, _inputs: None
    """Type and inputs → kind; None for a type of another provider."""

    environment: Callable[[Inputs], Mapping[str, str]] = lambda _inputs: {}
    """The environment of a process."""

    mounts: Callable[[Resource], Mapping[str, str]] = lambda _resource: {}
    """Path in the process → physical name of the volume there."""

    distinctions: tuple[str, ...] = ()
    """Inputs that tell one new process from another; all others are alike."""

    entry_keys: tuple[str, ...] = ()
    """Keys that tell the mappings of a list of inputs apart; the first that is there counts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """One platform."""

    name: str
    """Value of `platform` in a stack file."""

    settings: type[Model]
    """The keys of a stack file that only this platform reads; each is optional."""

    target: Callable[[Model, str], TargetChoice]
    """Settings and installation → where the stack runs."""

    keys: Mapping[str, str] = field(default_factory=dict)
    """Field of the target, in camelCase → key that an operator writes."""

    former_keys: Mapping[str, str] = field(default_factory=dict)
    """Field of a dump from before there were targets → field of the target."""

    rules: tuple[Rule, ...] = ()
    """Over the configuration, beside those that hold on every platform."""

    gaps: Callable[[Deployment], Iterator[Problem]]
    """Parts of a deployment that this version can name and not build."""

    notes: Callable[[Deployment], Iterator[str]] = lambda _deployment: iter(())
    """Information about a valid deployment that a diff of resources does not show."""

    promises: Callable[[Deployment], tuple[Promise, ...]]
    """What a deployment survives, one promise for each component, in the order of a request."""

    inventory: Callable[[Deployment, Sequence[Resource]], Inventory]
    """The parts of a deployment, from its rendered plan."""

    voters: tuple[str, ...] = ()
    """Roles beside the stores whose members decide by majority."""

    server_image: Callable[[Mapping[str, Any], StoreName], str] = lambda spec, store: str(
        (spec.get("storeImages") or {}).get(store) or ""
    )
    """A dumped deployment and a store → the image that opens the store's data."""

    support: tuple[str, ...] = ()
    """Names of the images beside services and stores, as in stacks/images.yaml."""

    support_images: Callable[[Mapping[str, str], Mapping[StoreName, str]], Mapping[str, str]] = (
        lambda references, _store_images: references
    )
    """References of stacks/images.yaml, and the stores' own images in the stack file → those that run."""

    local_url: Callable[[Edge], tuple[str, str]]
    """Edge → the address where a stack without a `publicUrl` answers, and why."""

    reader: Reader = field(default_factory=Reader)
    invariants: Invariants = field(default_factory=Invariants)
    replacements: Callable[[str, Collection[str]], tuple[str, ...] | None] = lambda _type, _changed_keys: None
    """Type and changed inputs → those that force a replacement; None for an unknown type."""

    change_rules: tuple[ChangeRule, ...] = ()
    """Consequences of a change that only this platform has."""

    roles: tuple[str, ...] = ()
    """Roles beside services and stores whose removal those rules explain."""

    security: Callable[[], str] = lambda: ""
    """Section of docs/security.md: where secrets are on this platform, and what is published."""
