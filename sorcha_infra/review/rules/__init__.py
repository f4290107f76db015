"""Rules over a change: pure functions from a change to reasons."""

from sorcha_infra.domain.change import Change, ChangeRule
from sorcha_infra.domain.verdict import Reason, Topic
from sorcha_infra.profiles import profiles
from sorcha_infra.review.rules import data, identity, outage, secrets, stack

RULES: tuple[ChangeRule, ...] = (
    stack.refusals,
    stack.new_and_deleted_stacks,
    stack.base_without_a_plan,
    stack.fixed_settings,
    stack.accepted_deviations,
    stack.new_warnings,
    stack.unknown_steps,
    data.removed_volumes,
    data.removed_protection,
    data.major_versions,
    data.return_to_one_server,
    data.voter_counts,
    identity.members_on_existing_volumes,
    identity.changed_identities,
    identity.duplicate_identities,
    identity.changed_public_host,
    identity.duplicate_installations,
    secrets.removed_generated_secrets,
    secrets.changed_given_secrets,
    secrets.wallets_on_one_key_volume,
    outage.networks,
    outage.stores,
    outage.services,
    outage.other_members,
)


def reasons(change: Change) -> tuple[Reason, ...]:
    """All consequences in a fixed order, required approvals first."""
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
