"""Each rule is one pure function from a change to reasons; all of them are asked."""

from collections.abc import Callable, Iterator

from sorcha_infra.review.change import Change
from sorcha_infra.review.rules import data, identity, outage, secrets, stack
from sorcha_infra.review.verdict import Kind, Reason

Rule = Callable[[Change], Iterator[Reason]]

RULES: tuple[Rule, ...] = (
    stack.what_is_refused,
    stack.stacks_that_come_and_go,
    stack.a_base_that_cannot_be_compared,
    stack.another_platform,
    stack.deviations_that_are_accepted,
    stack.warnings_that_are_new,
    stack.steps_that_nobody_knows,
    data.volumes_that_go,
    data.protection_that_is_taken_away,
    data.another_major_version,
    data.back_to_one_server,
    data.voters_that_come_or_go,
    identity.members_on_the_volume_of_an_earlier_one,
    identity.another_identity,
    identity.two_of_one_identity,
    identity.another_public_host,
    identity.another_stack_of_that_name,
    secrets.generated_secrets_that_go,
    secrets.given_secrets_that_change,
    secrets.secret_files_of_the_key_check,
    secrets.wallets_that_share_one_key_volume,
    outage.the_network,
    outage.etcd_on_another_subnet,
    outage.stores,
    outage.watchers,
    outage.proxies,
    outage.services,
    outage.others,
)


def reasons(change: Change) -> tuple[Reason, ...]:
    """All consequences, what must be approved first; the same change always in the same order."""
    found = {reason for rule in RULES for reason in rule(change)}
    return tuple(
        sorted(
            found, key=lambda one: (not one.approval, -one.verdict.rank, list(Kind).index(one.kind), one.text)
        )
    )
