"""Changes that resemble those of a rule, and that the rule must not report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sorcha_infra.domain.change import Change, Op, ProgramWarning, Source
from sorcha_infra.profiles.credentials import PASSWORD
from sorcha_infra.profiles.docker import changes
from sorcha_infra.profiles.docker.kinds import NETWORK, VOLUME
from sorcha_infra.review.rules import data, identity, outage, secrets, stack
from tests.review.cases import identity_change, member, network
from tests.review.samples import before_targets, change, deployment, small, step

SILENT: dict[str, tuple[Callable[..., Any], Change]] = {
    "a proxy's volume": (data.removed_volumes, change(step(Op.REPLACE, "redis-proxy-0", VOLUME))),
    "a volume that is created": (data.removed_volumes, change(step(Op.CREATE, "mongo-0", VOLUME))),
    "a volume that stays": (
        data.removed_protection,
        change(
            step(Op.UPDATE, "x", VOLUME, protected=True, protected_after=True),
            step(Op.UPDATE, "redis-1", VOLUME, protected=True, retained_after=True),
        ),
    ),
    "a minor version": (
        data.major_versions,
        change(before=deployment({}), after=deployment({"mongo": {"image": "mongo:8.2"}})),
    ),
    "the first voters": (
        data.voter_counts,
        change(*(member(Op.CREATE, f"sentinel-{number}") for number in range(3))),
    ),
    "Patroni upon the same version": (
        data.major_versions,
        change(before=deployment({}), after=small()),
    ),
    "another registry": (
        data.major_versions,
        change(
            before=deployment({}), after=deployment({"postgres": {"image": "registry:5000/postgres:17.2"}})
        ),
    ),
    "one Redis that stays one": (
        data.return_to_one_server,
        change(before=deployment({}), after=deployment({"redis": {"topology": "single"}})),
    ),
    "another port": (
        identity.changed_public_host,
        change(
            before=small(),
            after=small(
                publicUrl="https://sorcha.example.com:8443", edge={"kind": "haproxy", "httpsPort": 8443}
            ),
        ),
    ),
    "another subnet without etcd": (
        changes.etcd_subnet,
        change(step(Op.REPLACE, "network", NETWORK, causes=("ipamConfigs",)), member(Op.REPLACE, "mongo-0")),
    ),
    "a voter that is replaced": (
        data.voter_counts,
        change(member(Op.REPLACE, "mongo-0"), members={"mongo": 3}),
    ),
    "a member on a new volume": (
        identity.members_on_existing_volumes,
        change(member(Op.CREATE, "mongo-1"), step(Op.CREATE, "mongo-1", VOLUME)),
    ),
    "a replica of a service on the pool's volume": (
        identity.members_on_existing_volumes,
        change(step(Op.CREATE, "tenant-1", inputs={"volumes": [{"volumeName": "dev-tenant-key-ring"}]})),
    ),
    "the same identity": (
        identity.changed_identities,
        change(identity_change("peer-0", "PeerService__NodeId=a", "PeerService__NodeId=a")),
    ),
    "two of one installation": (
        identity.duplicate_identities,
        change(identities=(("a-0", "Validator__ValidatorId", "v"), ("b-0", "Validator__ValidatorId", "v"))),
    ),
    "a new password": (secrets.removed_generated_secrets, change(step(Op.CREATE, "redisPassword", PASSWORD))),
    "the key check, with a base to compare with": (
        changes.key_check_files,
        change(
            step(Op.REPLACE, "wallet-keys", causes=("uploads",)), source=Source.PREVIEW, before=deployment({})
        ),
    ),
    "the first wallet": (secrets.wallets_on_one_key_volume, change(step(Op.CREATE, "wallet-0"))),
    "a new network": (outage.networks, change(network(Op.CREATE))),
    "a member that the network stops": (
        outage.services,
        change(network(Op.REPLACE), step(Op.REPLACE, "gateway-0"), members={"gateway": 1}),
    ),
    "a job": (outage.services, change(step(Op.REPLACE, "tenant-0", inputs={"mustRun": False}))),
    "memory in place": (outage.services, change(step(Op.UPDATE, "tenant-0"), members={"tenant": 1})),
    "a warning as before": (
        stack.new_warnings,
        change(
            warnings=(ProgramWarning(path="a", message="b"),),
            warnings_before=(ProgramWarning(path="a", message="b"),),
        ),
    ),
    "warnings without a base": (
        stack.new_warnings,
        change(warnings=(ProgramWarning(path="a", message="b"),), warnings_before=None),
    ),
    "one platform": (stack.fixed_settings, change(before=deployment({}), after=deployment({}))),
    "one platform, with a base from before there were targets": (
        stack.fixed_settings,
        change(before=before_targets(deployment({})), after=deployment({})),
    ),
}
