"""Changes, each for one rule that must report it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sorcha_infra.domain.change import Change, Op, Presence, ProgramWarning, Source, Step
from sorcha_infra.domain.verdict import Verdict
from sorcha_infra.profiles.credentials import PASSWORD
from sorcha_infra.profiles.docker import changes
from sorcha_infra.profiles.docker.kinds import NETWORK, VOLUME
from sorcha_infra.review.rules import data, identity, outage, secrets, stack
from tests.review.samples import before_targets, change, deployment, small, spec, step

ACCEPT = [{"key": "services.blueprint.replicas", "reason": "users publish at once"}]
TWO_BLUEPRINTS = {"services": {"blueprint": {"replicas": 2}}}


def member(op: Op, name: str, **inputs: Any) -> Step:
    """A server on its own volume."""
    volumes = [{"volumeName": f"dev-{name}", "containerPath": "/data"}]
    return step(op, name, inputs={"mustRun": True, "volumes": volumes, **inputs})


def service_inputs(*envs: str) -> dict[str, Any]:
    return {"mustRun": True, "envs": list(envs)}


def identity_change(name: str, before: str, after: str) -> Step:
    return step(Op.REPLACE, name, before=service_inputs(before), after=service_inputs(after))


def network(op: Op) -> Step:
    return step(op, "network", NETWORK, causes=("labels",) if op is Op.REPLACE else ())


Case = tuple[Callable[..., Any], Change, Verdict, bool]

FIRES: dict[str, Case] = {
    "refused": (
        stack.refusals,
        change(refusal="stacks/x: 1 problem\n  sorcha:deployment.a: found 2"),
        Verdict.REFUSED,
        True,
    ),
    "refused as before": (
        stack.refusals,
        change(refusal="no", refusal_before="no"),
        Verdict.REFUSED,
        False,
    ),
    "deleted": (stack.new_and_deleted_stacks, change(presence=Presence.DELETED), Verdict.DATA, True),
    "new": (
        stack.new_and_deleted_stacks,
        change(step(Op.CREATE, "a-0"), presence=Presence.NEW),
        Verdict.ROLLS,
        False,
    ),
    "no base": (
        stack.base_without_a_plan,
        change(failure_before="ImportError: x"),
        Verdict.DATA,
        True,
    ),
    "platform": (
        stack.fixed_settings,
        change(before=deployment({}), after=deployment({"platform": "kubernetes"})),
        Verdict.DATA,
        True,
    ),
    "platform, with a base from before there were targets": (
        stack.fixed_settings,
        change(before=before_targets(deployment({})), after=deployment({"platform": "kubernetes"})),
        Verdict.DATA,
        True,
    ),
    "installation": (
        stack.fixed_settings,
        change(before=deployment({}), after=deployment({"installation": "other"})),
        Verdict.DATA,
        True,
    ),
    "a deviation": (
        stack.accepted_deviations,
        change(before=deployment({}), after=deployment({**TWO_BLUEPRINTS, "accept": ACCEPT})),
        Verdict.NO_CHANGE,
        True,
    ),
    "a deviation as before": (
        stack.accepted_deviations,
        change(before=deployment({"accept": ACCEPT}), after=deployment({**TWO_BLUEPRINTS, "accept": ACCEPT})),
        Verdict.NO_CHANGE,
        False,
    ),
    "a warning": (
        stack.new_warnings,
        change(warnings=(ProgramWarning(path="sorcha:deployment.a", message="less than the guide"),)),
        Verdict.NO_CHANGE,
        False,
    ),
    "an unknown step": (stack.unknown_steps, change(unknown_ops=("teleport",)), Verdict.DATA, True),
    "a volume": (
        data.removed_volumes,
        change(step(Op.DELETE, "mongo-0", VOLUME, protected=True)),
        Verdict.DATA,
        True,
    ),
    "a store's volume without protection": (
        data.removed_volumes,
        change(step(Op.REPLACE, "redis-1", VOLUME, causes=("name",))),
        Verdict.DATA,
        True,
    ),
    "the volume of a member that leaves": (
        data.removed_volumes,
        change(step(Op.DELETE, "mongo-3", VOLUME, retained=True)),
        Verdict.NO_CHANGE,
        False,
    ),
    "the wallet's volume": (
        data.removed_volumes,
        change(step(Op.DELETE, "wallet-keys", VOLUME, protected=True)),
        Verdict.DATA,
        True,
    ),
    "protection": (
        data.removed_protection,
        change(step(Op.UPDATE, "redis-0", VOLUME, protected=True, protected_after=False)),
        Verdict.DATA,
        True,
    ),
    "retention": (
        data.removed_protection,
        change(step(Op.UPDATE, "redis-1", VOLUME, retained=True)),
        Verdict.DATA,
        True,
    ),
    "a major version": (
        data.major_versions,
        change(before=deployment({}), after=deployment({"postgres": {"image": "postgres:18"}})),
        Verdict.DATA,
        True,
    ),
    "a version that only a digest has": (
        data.major_versions,
        change(
            before=deployment({}), after=deployment({"postgres": {"image": f"postgres@sha256:17{'a' * 62}"}})
        ),
        Verdict.DATA,
        True,
    ),
    "a major version, from a registry with a port": (
        data.major_versions,
        change(
            before=deployment({"postgres": {"image": "registry:5000/postgres:17"}}),
            after=deployment({"postgres": {"image": "registry:5000/postgres:18"}}),
        ),
        Verdict.DATA,
        True,
    ),
    "an image with Patroni without a version in its tag": (
        data.major_versions,
        change(before=small(), after=small(postgres={"patroniImage": "example/patroni:latest"})),
        Verdict.DATA,
        True,
    ),
    "a major version below Patroni": (
        data.major_versions,
        change(before=small(), after={**spec(small()), "supportImages": {"patroniBase": "postgres:18"}}),
        Verdict.DATA,
        True,
    ),
    "back to one Redis": (
        data.return_to_one_server,
        change(before=small(), after=small(redis={"topology": "single"})),
        Verdict.DATA,
        True,
    ),
    "no Sentinels any more": (
        data.voter_counts,
        change(*(member(Op.DELETE, f"sentinel-{number}") for number in range(3)), members={"sentinel": 3}),
        Verdict.FAIL_OVER,
        True,
    ),
    "two Redis instead of three": (
        data.voter_counts,
        change(member(Op.DELETE, "redis-2"), members={"redis": 3}),
        Verdict.FAIL_OVER,
        True,
    ),
    "more voters": (
        data.voter_counts,
        change(member(Op.CREATE, "mongo-1"), member(Op.CREATE, "mongo-2"), members={"mongo": 1}),
        Verdict.FAIL_OVER,
        True,
    ),
    "fewer voters that hold data": (
        data.voter_counts,
        change(member(Op.DELETE, "mongo-4"), member(Op.DELETE, "mongo-3"), members={"mongo": 5}),
        Verdict.DATA,
        True,
    ),
    "fewer Sentinels": (
        data.voter_counts,
        change(*(member(Op.DELETE, f"sentinel-{number}") for number in (3, 4)), members={"sentinel": 5}),
        Verdict.FAIL_OVER,
        True,
    ),
    "a member on an old volume": (
        identity.members_on_existing_volumes,
        change(member(Op.CREATE, "mongo-1")),
        Verdict.DATA,
        True,
    ),
    "another NodeId": (
        identity.changed_identities,
        change(identity_change("peer-0", "PeerService__NodeId=a", "PeerService__NodeId=b")),
        Verdict.DATA,
        True,
    ),
    "another public host": (
        identity.changed_public_host,
        change(before=small(), after=small(publicUrl="https://other.example.com")),
        Verdict.ROLLS,
        True,
    ),
    "one NodeId for two": (
        identity.duplicate_identities,
        change(identities=tuple((name, "PeerService__NodeId", "a") for name in ("peer-0", "peer-1"))),
        Verdict.DATA,
        True,
    ),
    "one installation for two stacks": (
        identity.duplicate_installations,
        change(namesakes=("prod-small",), after=deployment({})),
        Verdict.DATA,
        True,
    ),
    "a generated secret": (
        secrets.removed_generated_secrets,
        change(step(Op.REPLACE, "redisPassword", PASSWORD, protected=True)),
        Verdict.ROLLS,
        True,
    ),
    "the generated key material": (
        secrets.removed_generated_secrets,
        change(step(Op.DELETE, "walletKeyMaterial", PASSWORD)),
        Verdict.DATA,
        True,
    ),
    "a given secret": (
        secrets.changed_given_secrets,
        change(secrets={"sorcha:jwtSigningKey": "set again"}),
        Verdict.ROLLS,
        True,
    ),
    "a given secret that data are created with": (
        secrets.changed_given_secrets,
        change(secrets={"sorcha:postgresPassword": "removed"}),
        Verdict.DATA,
        True,
    ),
    "other files of the key check": (
        changes.key_check_files,
        change(
            step(Op.REPLACE, "wallet-keys", causes=("uploads",), inputs={"mustRun": False}),
            source=Source.PREVIEW,
        ),
        Verdict.DATA,
        True,
    ),
    "a second wallet": (
        secrets.wallets_on_one_key_volume,
        change(step(Op.CREATE, "wallet-1"), members={"wallet": 1}),
        Verdict.DATA,
        True,
    ),
    "the network": (outage.networks, change(network(Op.REPLACE)), Verdict.DOWNTIME, False),
    "another subnet below etcd": (
        changes.etcd_subnet,
        change(step(Op.REPLACE, "network", NETWORK, causes=("ipamConfigs",)), member(Op.REPLACE, "etcd-0")),
        Verdict.DATA,
        True,
    ),
    "the only store": (
        outage.stores,
        change(member(Op.REPLACE, "postgres-0"), members={"postgres": 1}),
        Verdict.DOWNTIME,
        False,
    ),
    "one of two stores": (
        outage.stores,
        change(member(Op.REPLACE, "postgres-0"), members={"postgres": 2}),
        Verdict.FAIL_OVER,
        False,
    ),
    "a store that fails over by hand": (
        outage.stores,
        change(
            member(Op.REPLACE, "postgres-0"),
            members={"postgres": 2},
            after=small(postgres={"failover": "manual"}),
        ),
        Verdict.DOWNTIME,
        False,
    ),
    "a store that failed over by hand until now": (
        outage.stores,
        change(
            member(Op.REPLACE, "postgres-0"),
            members={"postgres": 2},
            before=small(postgres={"topology": "primaryReplica", "failover": "manual"}),
            after=small(),
        ),
        Verdict.DOWNTIME,
        False,
    ),
    "a Sentinel": (
        changes.watchers,
        change(member(Op.REPLACE, "sentinel-0"), members={"sentinel": 3}),
        Verdict.ROLLS,
        False,
    ),
    "a proxy": (changes.proxies, change(step(Op.REPLACE, "redis-proxy-0")), Verdict.DOWNTIME, False),
    "the edge": (changes.proxies, change(step(Op.REPLACE, "edge-0")), Verdict.DOWNTIME, False),
    "the only gateway": (
        outage.services,
        change(step(Op.REPLACE, "gateway-0"), members={"gateway": 1}),
        Verdict.DOWNTIME,
        False,
    ),
    "two gateways": (
        outage.services,
        change(*(step(Op.REPLACE, f"gateway-{number}") for number in (0, 1)), members={"gateway": 2}),
        Verdict.ROLLS,
        False,
    ),
    "the reconciler": (outage.other_members, change(step(Op.REPLACE, "reconciler-0")), Verdict.ROLLS, False),
    "an unknown role": (
        outage.other_members,
        change(step(Op.REPLACE, "broker-0")),
        Verdict.DOWNTIME,
        False,
    ),
    "one tenant fewer": (
        outage.services,
        change(step(Op.DELETE, "tenant-1"), members={"tenant": 2}),
        Verdict.ROLLS,
        False,
    ),
}
