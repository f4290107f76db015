"""Each rule is one pure function from a change to reasons; all of them are asked."""

from sorcha_infra.domain.change import Change, ChangeRule
from sorcha_infra.domain.verdict import Reason, Topic
from sorcha_infra.profiles import profiles
from sorcha_infra.review.rules import data, identity, outage, secrets, stack

RULES: tuple[ChangeRule, ...] = (
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
    secrets.wallets_that_share_one_key_volume,
    outage.the_network,
    outage.stores,
    outage.services,
    outage.other_members,
)


def reasons(change: Change) -> tuple[Reason, ...]:
    """All consequences, required approvals first; the same change always in the same order."""
    rules = (*RULES, *(rule for profile in profiles() for rule in profile.change_rules))
    consequences = {reason for rule in rules for reason in rule(change)}
    topics = list(Topic)
    return tuple(
        sorted(
            consequences,
            key=lambda reason: (
                not reason.approval,
                -reason.verdict.rank,
                topics.index(reason.topic),
                reason.text,
            ),
        )
    )
