"""The commands below "Fix" of the runbooks, after the symptom. Services and MongoDB: stand-ins."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from sorcha_infra.domain.secrets import SecretName
from tests.e2e.installation import state
from tests.e2e.polling import wait_for
from tests.e2e.prod_small.faults import kill
from tests.e2e.prod_small.operator import operator
from tests.e2e.prod_small.postgres import Postgres
from tests.e2e.prod_small.production import STACK, Small, passwords
from tests.e2e.prod_small.redis_members import Redis
from tests.e2e.shell import Shell, kept_stamps
from tests.e2e.sorcha import Sorcha
from tests.harness.documents import Documented

pytestmark = pytest.mark.e2e

_DOCKET_SECONDS = 60

_STORE = "docs/runbooks/a-store-lost-its-primary.md"
_DISK = "docs/runbooks/disk-full.md"
_SECRET = "docs/runbooks/a-secret-leaked.md"
_DOCKETS = "docs/runbooks/dockets-stop.md"
_ENGINE = "docs/runbooks/the-engine-died.md"
_REQUEST = "docs/runbooks/no-request-gets-in.md"
_RESTARTS = "docs/runbooks/a-service-restarts.md"
_SIGN_IN = "docs/runbooks/sign-in-fails.md"
_STATE = "docs/runbooks/the-state-is-locked-or-lost.md"
_RUNBOOKS = "docs/runbooks/README.md"


@pytest.fixture(scope="module", autouse=True)
def stamps() -> Iterator[None]:
    """`make` in the clone leaves no trace in the checkout."""
    with kept_stamps():
        yield


@pytest.fixture
def shell(small: Small, tmp_path: Path) -> Shell:
    """The shell of the operator."""
    return operator(small, tmp_path)


def kill_members(small: Small, *names: str) -> None:
    """The members are down, and stay so."""
    kill(*(small.installation.container(name) for name in names))


def test_members_that_are_down_are_started(
    small: Small, postgres: Postgres, redis: Redis, tmp_path: Path
) -> None:
    """Replicas, because a fail-over has rows of its own."""
    (replica,) = postgres.replicas()
    follower = next(name for name in redis.members if name != redis.master())
    shell = operator(small, tmp_path, {"postgres-[01]": replica, "redis-0": follower})
    kill_members(small, "etcd-0", "sentinel-0", replica, follower)
    shell.check(Documented(_STORE, "docker start prod-small-etcd-0", "-sentinel-0"))
    shell.check(Documented(_STORE, "docker start prod-small-postgres-0", "-redis-"))
    small.installation.container(replica).pause()
    shell.check(Documented(_STORE, "docker unpause", "-postgres-"))
    postgres.await_replicas()
    redis.await_replicas()
    kill_members(small, replica)
    shell.check(Documented(_DISK, "docker start", "-postgres-"))
    postgres.await_replicas()


def test_a_replica_is_copied_again(small: Small, postgres: Postgres, tmp_path: Path) -> None:
    (replica,) = postgres.replicas()
    shell = operator(small, tmp_path, {"postgres-1": replica})
    system = postgres.system(replica)
    before = small.installation.container(replica).logs().count(b"replica has been created")
    shell.converse(
        Documented(_STORE, "patronictl reinit", "reinitialize"),
        [(r"\[y/N\]", "y")],
    )
    wait_for(
        "a new copy",
        lambda: small.installation.container(replica).logs().count(b"replica has been created") > before,
        90,
    )
    postgres.await_replicas()
    assert postgres.system(replica) == system


def test_a_replica_is_promoted_by_hand(small: Small, postgres: Postgres, tmp_path: Path) -> None:
    """While the primary lives, because a loss of writes is not wanted here."""
    (replica,) = postgres.replicas()
    shell = operator(small, tmp_path, {"postgres-1": replica})
    shell.converse(
        Documented(_STORE, "patronictl failover", "Successfully failed over"),
        [(r"\[y/N\]", "y")],
    )
    assert postgres.primary() == replica
    postgres.await_replicas()


def test_the_edge_is_closed_and_opened(small: Small, shell: Shell) -> None:
    shell.check(Documented(_SECRET, "docker stop", "edge-0"))
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{small.url}/api/health", verify=False)
    # A container that was stopped has ended with 0, as a job has.
    assert state(small.installation.container("edge-0"))["ExitCode"] == 0
    for entry in (Documented(_DOCKETS, "grep -vE"), Documented(_ENGINE, "grep -vE")):
        output = shell.run(entry).ok().output
        assert [line.split()[0] for line in output.splitlines()] == [f"{STACK}-edge-0"]
    shell.check(Documented(_REQUEST, "docker start prod-small-edge-0", "edge-0"))
    small.installation.await_healthy("edge-0")


def test_both_gateways_are_started(small: Small, shell: Shell) -> None:
    kill_members(small, "gateway-0", "gateway-1")
    shell.check(Documented(_REQUEST, "docker start prod-small-gateway-0", "gateway-1"))
    small.installation.await_healthy("gateway-0", "gateway-1")
    wait_for("answers", lambda: httpx.get(f"{small.url}/api/health", verify=False).status_code == 200, 30)


def test_restarts_of_services(small: Small, shell: Shell) -> None:
    """Then a register gets a docket again."""
    shell.check(Documented(_SIGN_IN, "docker restart -t 30 prod-small-tenant-0", "tenant-0"))
    small.installation.await_healthy("tenant-0")
    shell.check(Documented(_SIGN_IN, "docker restart -t 30 prod-small-tenant-1", "tenant-1"))
    small.installation.await_healthy("tenant-1")
    shell.check(Documented(_DOCKETS, "docker restart prod-small-register-0", "register-0"))
    small.installation.await_healthy("register-0", "validator-0")
    shell.check(Documented(_DOCKETS, "docker restart -t 10", "reconciler-0"))
    shell.check(Documented(_DOCKETS, "docker restart -t 60 prod-small-validator-0", "validator-0"))
    small.installation.await_healthy()
    admin = Sorcha(small.url, verify=False).sign_in("admin@sorcha.local", small.clone.admin_password())
    register = admin.new_register()
    wait_for("a docket", lambda: admin.height(register) > 0, _DOCKET_SECONDS)


def test_a_validator_is_stopped_and_up_starts_it(small: Small, shell: Shell) -> None:
    shell.check(Documented(_DOCKETS, "docker stop -t 60", "validator-0"))
    shell.run(Documented(_DOCKETS, "> validator.log")).ok()
    assert "STAND-IN" in (small.clone.folder / "validator.log").read_text()
    shell.check(Documented(_RUNBOOKS, "make up STACK=prod-small", r"is up after"))
    small.installation.await_healthy()


def test_logs_and_history_are_kept(small: Small, shell: Shell) -> None:
    shell.run(Documented(_RESTARTS, "> blueprint.log")).ok()
    assert "STAND-IN" in (small.clone.folder / "blueprint.log").read_text()
    shell.check(Documented(_RESTARTS, "git log -p", r"^\+.*tier: prod-small"))


def test_the_volume_of_a_member_that_left_is_removed(small: Small, shell: Shell) -> None:
    labels = small.installation.container("mongo-0").labels
    name = f"{small.installation.name}-mongo-3"
    for entry in (
        Documented(_DISK, "docker volume rm"),
        Documented("docs/operations.md", "docker volume rm"),
    ):
        if name not in small.installation.volumes():
            small.installation.client.volumes.create(name, labels=labels)
        assert shell.run(entry).ok().output.strip() == name
        assert name not in small.installation.volumes()


def test_the_secrets_of_containers_are_saved(small: Small, shell: Shell, tmp_path: Path) -> None:
    shell.run(
        Documented(_STATE, "umask 077"),
        Documented(_STATE, "for job in"),
        Documented(_STATE, "prod-small-mongo-0"),
        Documented(_STATE, "prod-small-redis-0"),
        Documented(_STATE, "prod-small-tenant-0"),
        Documented(_STATE, "prod-small-edge-settings"),
    ).ok()
    saved = tmp_path / "saved"
    texts = "".join(path.read_text() for path in saved.rglob("*") if path.is_file()).replace("\\:", ":")
    assert all(password in texts for name, password in passwords().items() if name is not SecretName.REDIS)
    assert (saved / "redisPassword").read_text().strip() == passwords()[SecretName.REDIS]
    assert small.clone.admin_password() in (saved / "tenant.json").read_text()
    assert "PRIVATE KEY" in (saved / "edge.pem").read_text()
    assert len((saved / "mongoKeyFile").read_text()) > 64
    assert saved.stat().st_mode & 0o077 == 0
    text = small.clone.stack_file.read_text()
    shell.run(Documented(_STATE, "sorcha:etcdPassword")).ok()
    password = small.clone.pulumi("config", "get", "sorcha:etcdPassword").ok().output.strip()
    small.clone.stack_file.write_text(text)
    assert password == (saved / "etcd-settings/etcd").read_text().strip()
