"""Where secrets may stand: in files that only their reader opens, and nowhere else."""

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


def secrets_travel_as_files_alone(stack: Stack) -> Iterator[Finding]:
    """Environment, arguments, labels and probes are shown by `docker inspect` and `ps`."""
    for resource in stack.of(Kind.MEMBER, Kind.JOB, Kind.IMAGE, Kind.NETWORK, Kind.VOLUME):
        for path, value in leaves(resource.inputs):
            if isinstance(value, Hidden) and not _is_content(path):
                yield Finding(resource, f"{path} is a secret")


def a_private_file_is_marked_as_secret(stack: Stack) -> Iterator[Finding]:
    """Content without the mark stands in clear in the state and in every preview."""
    for resource in stack.processes:
        for file in entries(resource.inputs, "uploads"):
            private = file.get("permissions") == "0400" or file.get("file") == APPSETTINGS
            # The engine leaves the mark off what it does not know yet: a first preview says nothing.
            if private and not isinstance(file.get("content"), Hidden | Unknown):
                yield Finding(resource, f"{file.get('file')} is private and its content is not marked")


def a_secret_file_opens_to_its_reader_alone(stack: Stack) -> Iterator[Finding]:
    """0444 only in an image that sets a user, where no owner can be given (§10): services, proxies."""
    for resource in stack.processes:
        for file in entries(resource.inputs, "uploads"):
            if isinstance(file.get("content"), Hidden) and not _is_closed(resource, file):
                yield Finding(resource, f"{file.get('file')} {file.get('permissions')} {file.get('owner')}")


def a_given_secret_is_not_in_clear_beside_it(stack: Stack) -> Iterator[Finding]:
    """A secret that stands marked in one place and plain in another is known to all."""
    secrets = {
        text
        for resource in stack.resources
        for path, value in leaves(resource.inputs)
        if isinstance(value, Hidden) and _is_content(path)
        # Whole files such as appsettings.json would match nothing, short ones too much.
        if len(text := revealed(value)) >= _SHORTEST and "\n" not in text
    }
    for resource in stack.resources:
        for path, value in leaves(resource.inputs):
            if isinstance(value, str) and any(secret in value for secret in secrets):
                yield Finding(resource, f"{path} shows a secret")


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
    secrets_travel_as_files_alone,
    a_private_file_is_marked_as_secret,
    a_secret_file_opens_to_its_reader_alone,
)

STACK_RULES: tuple[Invariant, ...] = (a_given_secret_is_not_in_clear_beside_it,)
