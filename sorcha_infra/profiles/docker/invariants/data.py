"""What keeps the data, and what opens it."""

from collections.abc import Iterator

from sorcha_infra.domain.resources import Finding, Invariant, Kind, Stack
from sorcha_infra.profiles.credentials import PASSWORD
from sorcha_infra.profiles.docker.kinds import component
from sorcha_infra.profiles.docker.names import PROXIES, may_leave


def data_volumes_are_protected(stack: Stack) -> Iterator[Finding]:
    """`pulumi destroy` and any change of the program leave the data where it is.

    The volume of a member that may leave stays on the engine when the state forgets it.
    """
    for resource in stack.of(Kind.VOLUME):
        retained = may_leave(resource.name) and resource.retain is not False
        if not resource.protect and not retained and component(resource) not in PROXIES:
            yield Finding(resource, "can be deleted with what it holds")


def a_volume_is_never_replaced(stack: Stack) -> Iterator[Finding]:
    """One that was there before is adopted with its own labels, and each would delete it (§3)."""
    for resource in stack.of(Kind.VOLUME):
        missing_keys = {"labels", "driver", "driverOpts"} - set(resource.ignore_changes)
        if missing_keys:
            yield Finding(resource, f"a change of {', '.join(sorted(missing_keys))} would replace it")


def what_opens_the_data_is_protected(stack: Stack) -> Iterator[Finding]:
    """A volume whose password is gone is lost data (decisions.md, Data, keys and growth)."""
    for resource in stack.of(Kind.PASSWORD):
        if not resource.protect:
            yield Finding(resource, "can be deleted while the data that it opens stays")


def a_generated_secret_is_long_and_plain(stack: Stack) -> Iterator[Finding]:
    """24 letters and digits are 143 bits, and pass every grammar unquoted."""
    for resource in stack.of(Kind.PASSWORD):
        length, special = resource.inputs.get("length"), resource.inputs.get("special")
        if not isinstance(length, int) or length < 24 or special is not False:  # noqa: PLR2004 - said above
            yield Finding(resource, f"{length} characters, special ones {special}")


def no_generator_shows_its_value_in_its_id(stack: Stack) -> Iterator[Finding]:
    """The id of RandomBytes is the value, in clear, in every state (provider-semantics §10)."""
    for resource in stack.resources:
        if resource.type.startswith("random:") and resource.type != PASSWORD:
            yield Finding(resource, f"{resource.type} keeps its value as its id")


def images_stay_on_the_engine(stack: Stack) -> Iterator[Finding]:
    """Other installations run them, and a machine without a registry has no other copy."""
    for resource in stack.of(Kind.IMAGE):
        if not resource.inputs.get("keepLocally"):
            yield Finding(resource, "is deleted from the engine with the stack")


RESOURCE_RULES: tuple[Invariant, ...] = (
    data_volumes_are_protected,
    a_volume_is_never_replaced,
    what_opens_the_data_is_protected,
    a_generated_secret_is_long_and_plain,
    no_generator_shows_its_value_in_its_id,
    images_stay_on_the_engine,
)
