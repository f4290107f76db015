"""What the engine has is compared with what the state says by id, and volumes are left alone."""

from collections.abc import Mapping
from typing import Any, cast

import pytest

from sorcha_infra.console import UserError
from sorcha_infra.platforms.docker.engine import DockerObject, Engine
from sorcha_infra.platforms.docker.operate.containers import (
    Record,
    read_record,
    rebuilt_images,
    remove_orphans,
    stopped_servers,
    unhealthy_containers,
)


class FakeEngine:
    """An engine that remembers what was removed. It has no way to remove a volume."""

    def __init__(
        self, containers: list[DockerObject], networks: list[DockerObject], images: Mapping[str, str]
    ) -> None:
        self._containers, self._networks, self._images = containers, networks, images
        self.removals: list[str] = []

    def containers(self, installation: str) -> list[DockerObject]:
        return self._containers if installation == "dev" else []

    def networks(self, installation: str) -> list[DockerObject]:
        return self._networks if installation == "dev" else []

    def remove(self, name: str) -> None:
        self.removals.append(name)

    def remove_network(self, id_: str) -> None:
        self.removals.append(id_)

    def image_id(self, reference: str) -> str | None:
        return self._images.get(reference)


def engine(
    containers: list[DockerObject] | None = None,
    networks: list[DockerObject] | None = None,
    images: Mapping[str, str] | None = None,
) -> Engine:
    return cast(Engine, FakeEngine(containers or [], networks or [], images or {}))


def removals(fake: Engine) -> list[str]:
    return cast(FakeEngine, fake).removals


def state(**changes: Any) -> Record:
    empty: dict[str, Any] = {
        "containers": frozenset(),
        "servers": frozenset(),
        "networks": frozenset(),
        "images": (),
    }
    return Record(**{**empty, **changes})


def test_the_state_is_read_by_type_and_what_it_means_to_delete_is_not_counted() -> None:
    container = "docker:index/container:Container"
    record = read_record(
        {
            "resources": [
                {"type": container, "id": "a", "inputs": {"mustRun": True}},
                {"type": container, "id": "b", "inputs": {"mustRun": False}},
                {"type": container, "id": "c", "inputs": {"mustRun": True}, "delete": True},
                {"type": "docker:index/network:Network", "id": "n"},
                {
                    "type": "docker:index/remoteImage:RemoteImage",
                    "id": "i",
                    "outputs": {"name": "redis:8", "imageId": "sha256:1"},
                },
            ],
            "pending_operations": [
                {"type": "creating", "resource": {"type": container, "inputs": {"name": "dev-ui-0"}}}
            ],
        }
    )
    assert record == state(
        containers=frozenset("ab"),
        servers=frozenset("a"),
        networks=frozenset("n"),
        images=(("redis:8", "sha256:1"),),
        pending_names=frozenset({"dev-ui-0"}),
    )


def test_a_stack_that_was_never_deployed_has_nothing() -> None:
    assert read_record({}) == state()


OURS = frozenset("n")


def test_what_an_interrupted_run_left_is_removed_and_nothing_that_the_state_knows() -> None:
    fake = engine(
        [
            DockerObject(id="a", name="dev-ui-0", networks=OURS),
            DockerObject(id="x", name="dev-tenant-0", networks=OURS),
        ],
        [DockerObject(id="n", name="dev-network")],
    )
    assert remove_orphans(fake, "dev", state(containers=frozenset("a"), networks=OURS)) == ["dev-tenant-0"]
    assert removals(fake) == ["dev-tenant-0"]


def test_what_was_about_to_be_made_is_removed_also_before_there_was_a_network() -> None:
    fake = engine([DockerObject(id="x", name="dev-redis-0")], [DockerObject(id="y", name="dev-network")])
    names = remove_orphans(fake, "dev", state(pending_names=frozenset({"dev-network", "dev-redis-0"})))
    assert names == ["dev-redis-0", "dev-network"]
    assert removals(fake) == ["dev-redis-0", "y"]


@pytest.mark.parametrize("known_to_the_state", [{}, {"networks": OURS}])
def test_what_another_stack_runs_under_the_same_label_is_named_and_left_alone(
    known_to_the_state: dict[str, Any],
) -> None:
    """Two stack files with one `installation`; `down` of the second took the first's servers away."""
    fake = engine(
        [
            DockerObject(id="x", name="dev-ui-0", networks=frozenset("o")),
            DockerObject(id="z", name="dev-ui-1", networks=OURS),
        ],
        [
            DockerObject(id="o", name="dev-network"),
            *(DockerObject(id=str(n), name=f"dev-z-{n}") for n in range(9)),
        ],
    )
    with pytest.raises(UserError, match="dev is in use by another stack") as error:
        remove_orphans(fake, "dev", state(**known_to_the_state))
    assert error.value.message.path == "sorcha:deployment.installation"
    assert "dev-network, dev-ui-0" in error.value.message.problem
    assert error.value.message.problem.endswith("more")
    assert error.value.message.problem.count("dev-") == 5
    assert removals(fake) == []


def test_another_installation_is_left_alone() -> None:
    fake = engine([DockerObject(id="x", name="dev-tenant-0")])
    assert remove_orphans(fake, "other", state()) == []
    assert removals(fake) == []


def test_servers_that_do_not_run_are_named_and_jobs_may_have_ended() -> None:
    fake = engine(
        [DockerObject(id="a", name="dev-ui-0", is_running=True), DockerObject(id="b", name="dev-redis-0")]
    )
    names = stopped_servers(fake, "dev", state(containers=frozenset("abcj"), servers=frozenset("abc")))
    assert names == ["container c (missing)", "dev-redis-0"]


def test_an_image_that_was_built_anew_is_seen() -> None:
    fake = engine(images={"redis:8": "sha256:2", "mongo:8.0": "sha256:3"})
    images = (("redis:8", "sha256:1"), ("mongo:8.0", "sha256:3"), ("gone:1", "sha256:4"))
    assert rebuilt_images(fake, state(images=images)) == ["redis:8", "gone:1"]


def test_a_container_that_was_never_healthy_is_not_done() -> None:
    """A refresh forgets it; one that is gone is made anew anyway, and Pulumi would not find its URN."""
    fake = engine([DockerObject(id="a", name="dev-tenant-0"), DockerObject(id="b", name="dev-wallet-0")])
    resources = [
        {"urn": "urn:tenant", "id": "a", "initErrors": ["not healthy"]},
        {"urn": "urn:wallet", "id": "b"},
        {"urn": "urn:job", "id": "gone", "initErrors": ["not healthy"]},
    ]
    assert unhealthy_containers(fake, "dev", {"resources": resources}) == ["urn:tenant"]
    assert unhealthy_containers(fake, "dev", {}) == []
