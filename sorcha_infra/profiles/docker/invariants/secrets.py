"""Rules over secrets, which are allowed only in files that only their reader can open."""

from collections.abc import Iterator, Mapping

from sorcha_infra.domain.environment import APPSETTINGS
from sorcha_infra.domain.resources import (
    Finding,
    Hidden,
    Invariant,
    Kind,
    Resource,
    Stack,
    Unknown,
    leaves,
    revealed,
)
from sorcha_infra.domain.secrets import FEWEST_CHARACTERS
from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.profiles.docker.kinds import entries
from sorcha_infra.profiles.docker.names import PROXIES


def secrets_only_in_files(stack: Stack) -> Iterator[Finding]:
    """`docker inspect` and `ps` show environment, arguments, labels and probes."""
    for resource in stack.of(Kind.MEMBER, Kind.JOB, Kind.IMAGE, Kind.NETWORK, Kind.VOLUME):
        for path, value in leaves(resource.inputs):
            if isinstance(value, Hidden) and not _is_content(path):
                yield Finding(
                    resource, f"has a secret in {path}", expected="secrets in the content of files only"
                )


def private_files_marked_secret(stack: Stack) -> Iterator[Finding]:
    """State and previews show content without the mark in plain text."""
    for resource in stack.processes:
        for file in entries(resource.inputs, "uploads"):
            private = file.get("permissions") == "0400" or file.get("file") == APPSETTINGS
            # Unknown content has no mark yet, so a first preview has no finding.
            if private and not isinstance(file.get("content"), Hidden | Unknown):
                yield Finding(
                    resource, f"has the private file {file.get('file')} in plain text", expected="a secret"
                )


def secret_files_readable_by_owner_only(stack: Stack) -> Iterator[Finding]:
    """Mode 0444 only where no owner can be set: services, proxies (provider-semantics §10)."""
    for resource in stack.processes:
        for file in entries(resource.inputs, "uploads"):
            if isinstance(file.get("content"), Hidden) and not _is_closed(resource, file):
                yield Finding(
                    resource,
                    f"{file.get('file')} has mode {file.get('permissions')} and owner {file.get('owner')}",
                    expected="mode 0400 and a numeric owner",
                )


def no_plain_copy_of_secret(stack: Stack) -> Iterator[Finding]:
    """A plain copy of a secret reveals it, even if the other copy is marked."""
    secrets = {
        text
        for resource in stack.resources
        for path, value in leaves(resource.inputs)
        if isinstance(value, Hidden) and _is_content(path)
        # Whole files such as appsettings.json would never match, short values too often.
        if len(text := revealed(value)) >= _SHORTEST and "\n" not in text
    }
    for resource in stack.resources:
        for path, value in leaves(resource.inputs):
            if isinstance(value, str) and any(secret in value for secret in secrets):
                yield Finding(resource, f"has a secret in plain text in {path}")


_WRITERS = tuple(f"{proxy}-settings" for proxy in PROXIES)

_SHORTEST = FEWEST_CHARACTERS


def _is_content(path: str) -> bool:
    return path.startswith("uploads.") and path.endswith(".content")


def _is_closed(resource: Resource, file: Mapping[str, object]) -> bool:
    path = str(file.get("file"))
    is_owner_image = (path == APPSETTINGS and resource.role in list(ServiceName)) or (
        path.startswith("/sorcha/settings/") and resource.name in _WRITERS
    )
    if is_owner_image and file.get("permissions") == "0444":
        return True
    return file.get("permissions") == "0400" and str(file.get("owner") or "").isdecimal()


RESOURCE_RULES: tuple[Invariant, ...] = (
    secrets_only_in_files,
    private_files_marked_secret,
    secret_files_readable_by_owner_only,
)

STACK_RULES: tuple[Invariant, ...] = (no_plain_copy_of_secret,)
