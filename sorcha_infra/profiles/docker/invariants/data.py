"""Rules over volumes, generated secrets and images."""

from collections.abc import Iterator

from sorcha_infra.domain.resources import Finding, Invariant, Kind, Stack
from sorcha_infra.profiles.credentials import PASSWORD
from sorcha_infra.profiles.docker.kinds import component
from sorcha_infra.profiles.docker.names import PROXIES, may_leave


def data_volumes_protected(stack: Stack) -> Iterator[Finding]:
    """`pulumi destroy` and changes of the program must not delete data.

    The volume of a removable member stays on the engine when the state forgets it.
    """
    for resource in stack.of(Kind.VOLUME):
        retained = may_leave(resource.name) and resource.retain is not False
        if not resource.protect and not retained and component(resource) not in PROXIES:
            yield Finding(resource, "can be deleted with its data", expected="protect")


def volumes_never_replaced(stack: Stack) -> Iterator[Finding]:
    """A difference to an adopted volume must not replace it (provider-semantics §3)."""
    for resource in stack.of(Kind.VOLUME):
        missing_keys = {"labels", "driver", "driverOpts"} - set(resource.ignore_changes)
        if missing_keys:
            yield Finding(
                resource,
                f"is replaced by a change of {', '.join(sorted(missing_keys))}",
                expected="these inputs in ignoreChanges",
            )


def data_secrets_protected(stack: Stack) -> Iterator[Finding]:
    """Without its password the data of a volume is lost (decisions.md, Data, keys and growth)."""
    for resource in stack.of(Kind.PASSWORD):
        if not resource.protect:
            yield Finding(resource, "can be deleted while its data remains", expected="protect")


def generated_secrets_strong(stack: Stack) -> Iterator[Finding]:
    """24 letters and digits have 143 bits and need no quotes in any format."""
    for resource in stack.of(Kind.PASSWORD):
        length, special = resource.inputs.get("length"), resource.inputs.get("special")
        if not isinstance(length, int) or length < 24 or special is not False:  # noqa: PLR2004 - see above
            yield Finding(
                resource,
                f"has length {length} and special {special}",
                expected="24 or more letters and digits",
            )


def no_secret_in_resource_id(stack: Stack) -> Iterator[Finding]:
    """The id of RandomBytes is its value, in plain text in every state (provider-semantics §10)."""
    for resource in stack.resources:
        if resource.type.startswith("random:") and resource.type != PASSWORD:
            yield Finding(resource, f"is a {resource.type}, whose id is its value", expected=f"a {PASSWORD}")


def images_kept_locally(stack: Stack) -> Iterator[Finding]:
    """Other installations may run an image, and a machine without a registry has no other copy."""
    for resource in stack.of(Kind.IMAGE):
        if not resource.inputs.get("keepLocally"):
            yield Finding(resource, "is deleted from the engine with the stack", expected="keepLocally")


RESOURCE_RULES: tuple[Invariant, ...] = (
    data_volumes_protected,
    volumes_never_replaced,
    data_secrets_protected,
    generated_secrets_strong,
    no_secret_in_resource_id,
    images_kept_locally,
)
