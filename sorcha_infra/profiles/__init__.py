"""Registry of platforms, the only module that chooses a profile."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sorcha_infra.domain.resources import Kind, Resource
from sorcha_infra.profiles import credentials, docker, kubernetes
from sorcha_infra.profiles.profile import Profile, Reader

_PROFILES: dict[str, Profile] = {profile.name: profile for profile in (docker.PROFILE, kubernetes.PROFILE)}


def profiles() -> tuple[Profile, ...]:
    """All platforms, in the order of registration."""
    return tuple(_PROFILES.values())


def profile(name: str) -> Profile:
    """Profile of a platform.

    Raises:
        KeyError: if the name is not registered.
    """
    return _PROFILES[name]


def profile_of(spec: Mapping[str, Any]) -> Profile | None:
    """Profile of a dumped deployment; None for a platform that this version does not have."""
    return _PROFILES.get(platform_of(spec))


def platform_of(spec: Mapping[str, Any]) -> str:
    """Platform of a dumped deployment; dumps of older versions have no target."""
    return str((spec.get("target") or spec).get("platform"))


@contextmanager
def registration(addition: Profile) -> Iterator[None]:
    """Register a platform for a `with` block, such as the one of a test."""
    if addition.name in _PROFILES:
        raise ValueError(f"{addition.name}: a platform of this name is registered")
    _PROFILES[addition.name] = addition
    try:
        yield
    finally:
        del _PROFILES[addition.name]


def kind(type_: str, inputs: Mapping[str, Any]) -> Kind | None:
    """Kind of a resource, from the platform that knows its type."""
    if type_ in credentials.KINDS:
        return credentials.KINDS[type_]
    kinds = (entry.reader.kind(type_, inputs) for entry in profiles())
    return next((candidate for candidate in kinds if candidate is not None), None)


def reader(resource: Resource) -> Reader:
    """Reader of the platform that knows the type of a resource; for other types a reader without results."""
    readers = (entry.reader for entry in profiles())
    matches = (entry for entry in readers if entry.kind(resource.type, resource.inputs) is not None)
    return next(matches, Reader())


def replacements(type_: str, changed_keys: set[str], declared_keys: tuple[str, ...]) -> tuple[str, ...]:
    """Changed inputs that force a replacement.

    Args:
        type_: type of the resource.
        changed_keys: inputs that differ.
        declared_keys: `replaceOnChanges` of the resource.
    """
    if type_ in credentials.IN_PLACE:
        forcing_keys = changed_keys - credentials.IN_PLACE[type_]
    else:
        answers = (entry.replacements(type_, changed_keys) for entry in profiles())
        forcing_keys = set(next((answer for answer in answers if answer is not None), ()))
    return tuple(sorted(forcing_keys | (changed_keys & set(declared_keys))))
