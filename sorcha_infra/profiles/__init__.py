"""The register of platforms: the one place that chooses a profile."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sorcha_infra.domain.resources import Kind, Resource
from sorcha_infra.profiles import credentials, docker, kubernetes
from sorcha_infra.profiles.profile import Profile, Reader

_PROFILES: dict[str, Profile] = {profile.name: profile for profile in (docker.PROFILE, kubernetes.PROFILE)}


def profiles() -> tuple[Profile, ...]:
    """Every platform, in the order of registration."""
    return tuple(_PROFILES.values())


def profile(name: str) -> Profile:
    """The profile of a platform.

    Raises:
        KeyError: for a name that is not registered.
    """
    return _PROFILES[name]


def profile_of(spec: Mapping[str, Any]) -> Profile | None:
    """The profile of a dumped deployment; None for a platform of another version of this program."""
    return _PROFILES.get(platform_of(spec))


def platform_of(spec: Mapping[str, Any]) -> str:
    """The platform in a dumped deployment; it stood beside the target before there were targets."""
    return str((spec.get("target") or spec).get("platform"))


@contextmanager
def registration(addition: Profile) -> Iterator[None]:
    """Registers a platform for the duration of a `with` block, such as one that a test brings."""
    if addition.name in _PROFILES:
        raise ValueError(f"{addition.name}: a platform of this name is registered")
    _PROFILES[addition.name] = addition
    try:
        yield
    finally:
        del _PROFILES[addition.name]


def kind(type_: str, inputs: Mapping[str, Any]) -> Kind | None:
    """What a resource is for, on whichever platform knows its type."""
    if type_ in credentials.KINDS:
        return credentials.KINDS[type_]
    kinds = (entry.reader.kind(type_, inputs) for entry in profiles())
    return next((candidate for candidate in kinds if candidate is not None), None)


def reader(resource: Resource) -> Reader:
    """The reader of the platform that knows a resource's type; one that finds nothing for other types."""
    readers = (entry.reader for entry in profiles())
    matches = (entry for entry in readers if entry.kind(resource.type, resource.inputs) is not None)
    return next(matches, Reader())


def replacements(type_: str, changed_keys: set[str], declared_keys: tuple[str, ...]) -> tuple[str, ...]:
    """The changed inputs that force a replacement.

    Args:
        type_: type of the resource.
        changed_keys: inputs that differ.
        declared_keys: the resource's own `replaceOnChanges`.
    """
    if type_ in credentials.IN_PLACE:
        forcing_keys = changed_keys - credentials.IN_PLACE[type_]
    else:
        answers = (entry.replacements(type_, changed_keys) for entry in profiles())
        forcing_keys = set(next((answer for answer in answers if answer is not None), ()))
    return tuple(sorted(forcing_keys | (changed_keys & set(declared_keys))))
