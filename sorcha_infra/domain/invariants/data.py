"""What keeps the data, and what opens it."""

from collections.abc import Iterator

from sorcha_infra.domain.invariants.invariant import Finding, Invariant
from sorcha_infra.domain.invariants.planned import IMAGE, PASSWORD, VOLUME, Stack
from sorcha_infra.domain.names import PROXIES, may_leave


def data_volumes_are_protected(stack: Stack) -> Iterator[Finding]:
    """`pulumi destroy` and any change of the program leave the data where it is.

    The volume of a member that may leave stays on the engine when the state forgets it.
    """
    for one in stack.of(VOLUME):
        retained = may_leave(one.name) and one.retain is not False
        if not one.protect and not retained and one.component not in PROXIES:
            yield Finding(one, "can be deleted with what it holds")


def a_volume_is_never_replaced(stack: Stack) -> Iterator[Finding]:
    """One that was there before is adopted with its own labels, and each would delete it (§3)."""
    for one in stack.of(VOLUME):
        missing = {"labels", "driver", "driverOpts"} - set(one.ignore_changes)
        if missing:
            yield Finding(one, f"a change of {', '.join(sorted(missing))} would replace it")


def what_opens_the_data_is_protected(stack: Stack) -> Iterator[Finding]:
    """A volume whose password is gone is lost data (decisions.md, Data, keys and growth)."""
    for one in stack.of(PASSWORD):
        if not one.protect:
            yield Finding(one, "can be deleted while the data that it opens stays")


def a_generated_secret_is_long_and_plain(stack: Stack) -> Iterator[Finding]:
    """24 letters and digits are 143 bits, and pass every grammar unquoted."""
    for one in stack.of(PASSWORD):
        length, special = one.inputs.get("length"), one.inputs.get("special")
        if not isinstance(length, int) or length < 24 or special is not False:  # noqa: PLR2004 - said above
            yield Finding(one, f"{length} characters, special ones {special}")


def no_generator_shows_its_value_in_its_id(stack: Stack) -> Iterator[Finding]:
    """The id of RandomBytes is the value, in clear, in every state (provider-semantics §10)."""
    for one in stack.resources:
        if one.type.startswith("random:") and one.type != PASSWORD:
            yield Finding(one, f"{one.type} keeps its value as its id")


def images_stay_on_the_engine(stack: Stack) -> Iterator[Finding]:
    """Other installations run them, and a machine without a registry has no other copy."""
    for one in stack.of(IMAGE):
        if not one.inputs.get("keepLocally"):
            yield Finding(one, "is deleted from the engine with the stack")


EACH: tuple[Invariant, ...] = (
    data_volumes_are_protected,
    a_volume_is_never_replaced,
    what_opens_the_data_is_protected,
    a_generated_secret_is_long_and_plain,
    no_generator_shows_its_value_in_its_id,
    images_stay_on_the_engine,
)
