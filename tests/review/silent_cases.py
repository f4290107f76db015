"""Changes that only look like what a rule is for."""

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
    "a proxy's volume": (data.volumes_that_go, change(step(Op.REPLACE, "redis-proxy-0", VOLUME))),
    "a volume that is made": (data.volumes_that_go, change(step(Op.CREATE, "mongo-0", VOLUME))),
    "a volume that stays": (
        data.protection_that_is_taken_away,
        change(
            step(Op.UPDATE, "x", VOLUME, protected=True, protected_after=True),
            step(Op.UPDATE, "redis-1", VOLUME, protected=True, retained_after=True),
        ),
    ),
    "a minor version": (
        data.another_major_version,
        change(before=deployment({}), after=deployment({"mongo": {"image": "mongo:8.2"}})),
    ),
    "the first voters": (
        data.voters_that_come_or_go,
        change(*(member(Op.CREATE, f"sentinel-{number}") for number in range(3))),
    ),
    "Patroni upon the same version": (
        data.another_major_version,
        change(before=deployment({}), after=small()),
    ),
    "another registry": (
        data.another_major_version,
        change(
            before=deployment({}), after=deployment({"postgres": {"image": "registry:5000/postgres:17.2"}})
        ),
    ),
    "one Redis that stays one": (
        data.back_to_one_server,
        change(before=deployment({}), after=deployment({"redis": {"topology": "single"}})),
    ),
    "another port": (
        identity.another_public_host,
        change(
            before=small(),
            after=small(
                publicUrl="https://sorcha.example.com:8443", edge={"kind": "haproxy", "httpsPort": 8443}
            ),
        ),
    ),
    "another subnet without etcd": (
        changes.etcd_on_another_subnet,
        change(step(Op.REPLACE, "network", NETWORK, causes=("ipamConfigs",)), member(Op.REPLACE, "mongo-0")),
    ),
    "a voter that is replaced": (
        data.voters_that_come_or_go,
        change(member(Op.REPLACE, "mongo-0"), members={"mongo": 3}),
    ),
    "a member on a new volume": (
        identity.members_on_the_volume_of_an_earlier_one,
        change(member(Op.CREATE, "mongo-1"), step(Op.CREATE, "mongo-1", VOLUME)),
    ),
    "a replica of a service on the pool's volume": (
        identity.members_on_the_volume_of_an_earlier_one,
        change(step(Op.CREATE, "tenant-1", inputs={"volumes": [{"volumeName": "dev-tenant-key-ring"}]})),
    ),
    "the same identity": (
        identity.another_identity,
        change(identity_change("peer-0", "PeerService__NodeId=a", "PeerService__NodeId=a")),
    ),
    "two of one installation": (
        identity.two_of_one_identity,
        change(identities=(("a-0", "Validator__ValidatorId", "v"), ("b-0", "Validator__ValidatorId", "v"))),
    ),
    "a new password": (secrets.generated_secrets_that_go, change(step(Op.CREATE, "redisPassword", PASSWORD))),
    "the key check, with a base to look at": (
        changes.secret_files_of_the_key_check,
        change(
            step(Op.REPLACE, "wallet-keys", causes=("uploads",)), source=Source.PREVIEW, before=deployment({})
        ),
    ),
    "the first wallet": (secrets.wallets_that_share_one_key_volume, change(step(Op.CREATE, "wallet-0"))),
    "a new network": (outage.the_network, change(network(Op.CREATE))),
    "what the network takes with it": (
        outage.services,
        change(network(Op.REPLACE), step(Op.REPLACE, "gateway-0"), members={"gateway": 1}),
    ),
    "a job": (outage.services, change(step(Op.REPLACE, "tenant-0", inputs={"mustRun": False}))),
    "memory in place": (outage.services, change(step(Op.UPDATE, "tenant-0"), members={"tenant": 1})),
    "a warning as before": (
        stack.warnings_that_are_new,
        change(
            warnings=(ProgramWarning(path="a", message="b"),),
            warnings_before=(ProgramWarning(path="a", message="b"),),
        ),
    ),
    "warnings without a base": (
        stack.warnings_that_are_new,
        change(warnings=(ProgramWarning(path="a", message="b"),), warnings_before=None),
    ),
    "one platform": (stack.another_platform, change(before=deployment({}), after=deployment({}))),
    "one platform, with a base from before there were targets": (
        stack.another_platform,
        change(before=before_targets(deployment({})), after=deployment({})),
    ),
}
