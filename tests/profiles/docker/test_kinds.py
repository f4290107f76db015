"""Inputs of a container are read even if some are missing."""

from __future__ import annotations

from sorcha_infra.domain.resources import Kind, Resource
from sorcha_infra.profiles.docker import kinds


def test_a_volume_without_a_path_counts_and_a_mount_without_a_volume_does_not() -> None:
    member = Resource(
        urn="urn:pulumi:dev::sorcha::docker:index/container:Container::postgres-0",
        type=kinds.CONTAINER,
        name="postgres-0",
        kind=Kind.MEMBER,
        inputs={
            "volumes": [
                {"containerPath": "/data", "volumeName": "dev-postgres-0"},
                {"volumeName": "dev-record"},
                {"containerPath": "/etc/hosts", "hostPath": "/etc/hosts"},
            ]
        },
    )
    assert kinds.mounts(member) == {"/data": "dev-postgres-0", "dev-record": "dev-record"}
