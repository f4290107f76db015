"""Commands of the documents on dev, which no other test runs. The services and MongoDB are stand-ins.

The last file: the commands that replace the data and delete it are at its end.
"""

import json
import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from sorcha_infra.domain.identities import SYSTEM_REGISTER
from tests.e2e.clone import STACK, Clone, fresh_state
from tests.e2e.dev.conftest import DevDeployment
from tests.e2e.dev.operator import operator
from tests.e2e.installation import Installation
from tests.e2e.polling import wait_for
from tests.e2e.shell import Shell, kept_stamps
from tests.e2e.sorcha import Sorcha
from tests.harness.documents import Documented

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("dev")]

_OPERATIONS = "docs/operations.md"
_BACKUP = "docs/runbooks/backup-by-hand.md"
_STATE = "docs/runbooks/the-state-is-locked-or-lost.md"
_SECRET = "docs/runbooks/a-secret-leaked.md"
_REVIEWING = "docs/reviewing.md"


@pytest.fixture(scope="module", autouse=True)
def stamps() -> Iterator[None]:
    """`make` in the clone leaves no trace in the checkout."""
    with kept_stamps():
        yield


@pytest.fixture
def clone(dev: DevDeployment) -> Iterator[Clone]:
    """The clone, whose stack file is restored."""
    text = dev.clone.stack_file.read_text()
    yield dev.clone
    dev.clone.stack_file.write_text(text)


@pytest.fixture
def shell(clone: Clone, tmp_path: Path) -> Shell:
    """The shell of the operator."""
    return operator(clone, tmp_path)


def test_the_lock_of_another_machine_is_removed(clone: Clone, shell: Shell) -> None:
    folder = clone.state / ".pulumi" / "locks" / "organization" / "sorcha" / STACK
    folder.mkdir(parents=True, exist_ok=True)
    lock = folder / "00000000-0000-4000-8000-000000000000.json"
    content = json.dumps({"pid": 1, "hostname": f"not-{socket.gethostname()}", "timestamp": "now"})
    for entry in (Documented(_OPERATIONS, "pulumi cancel"), Documented(_STATE, "pulumi cancel")):
        lock.write_text(content)
        shell.run(entry).ok()
        assert not lock.exists()


def test_an_update_is_repeated_by_hand(shell: Shell, installation: Installation) -> None:
    ids = shell.check(Documented(_OPERATIONS, "docker ps -aq", r"^[0-9a-f]{12}$"))
    assert len(ids.split()) == len(installation.containers())
    shell.check(Documented(_OPERATIONS, "pulumi refresh", r"unchanged"))
    installation.container("ui-0").kill()
    shell.check(Documented(_OPERATIONS, "pulumi up --stack dev --refresh", r"unchanged"))
    installation.await_healthy("ui-0")
    shell.check(Documented(_OPERATIONS, "docker logs", r"STAND-IN"))


def test_another_back_end_is_chosen(clone: Clone, tmp_path: Path) -> None:
    """A folder in place of a bucket."""
    shell = operator(clone, tmp_path, PULUMI_HOME=str(tmp_path / "home"))
    shell.check(
        Documented(_OPERATIONS, "export"), Documented(_OPERATIONS, "pulumi login", rf"file://{tmp_path}")
    )


@pytest.mark.parametrize(
    "entry",
    [
        Documented("docs/configuration.md", "sorcha:postgresPassword"),
        Documented("docs/architecture.md", "sorcha:postgresPassword"),
    ],
    ids=str,
)
def test_a_secret_is_set_from_standard_input(entry: Documented, clone: Clone, shell: Shell) -> None:
    clone.run("pulumi", "stack", "select", STACK).ok()
    shell.run(entry, stdin="correct-horse-battery-staple").ok()
    value = clone.pulumi("config", "get", "sorcha:postgresPassword").ok().output.strip()
    assert value == "correct-horse-battery-staple"
    assert value not in clone.stack_file.read_text()


def test_dev_can_grow(clone: Clone, shell: Shell) -> None:
    """The update itself is a row of the page of results."""
    shell.run(
        Documented(_OPERATIONS, "deployment.tier prod-small"),
        Documented(_OPERATIONS, "deployment.publicUrl"),
        Documented(_OPERATIONS, "pulumi config rm"),
    ).ok()
    output = clone.pulumi("preview").ok().output
    assert re.search(r"edge-0 +create", output), output


def test_a_review_of_a_deployed_stack(clone: Clone, shell: Shell) -> None:
    # The tests before this one have changed the tree, and have deployed it.
    identity = ("-c", "user.name=e2e", "-c", "user.email=e2e@localhost")
    clone.run("git", *identity, "commit", "--quiet", "--all", "--allow-empty", "--message", "Deployed").ok()
    clone.run("git", "update-ref", "refs/remotes/origin/main", "HEAD").ok()
    shell.run(Documented(_REVIEWING, "pulumi preview --json")).ok()
    shell.check(Documented(_REVIEWING, "origin/main dev.json", r"no stack changes|no change"))
    (clone.folder / "dev.json").unlink()


def test_a_state_that_is_cut_off_is_replaced_by_the_last_copy(clone: Clone, shell: Shell) -> None:
    file = clone.state / ".pulumi" / "stacks" / "sorcha" / f"{STACK}.json"
    file.write_text(file.read_text()[:1000])
    clone.pulumi("preview").failed()
    shell.check(Documented(_STATE, 'cp "$(ls'), Documented(_STATE, "--preview-only", r"unchanged"))
    clone.pulumi("preview", "--expect-no-changes").ok()


def test_the_passphrase_is_changed(dev: DevDeployment, tmp_path: Path) -> None:
    passphrase = "a new passphrase"
    operator(dev.clone, tmp_path).converse(
        Documented(_SECRET, "change-secrets-provider"),
        [("new passphrase", passphrase), ("(?i)re-enter|confirm", passphrase)],
    )
    assert "incorrect passphrase" in dev.clone.pulumi("preview").failed().output
    (dev.clone.state / "passphrase").write_text(passphrase + "\n")
    dev.clone.pulumi("preview", "--expect-no-changes").ok()


def test_a_copy_is_restored_after_all_is_lost(
    dev: DevDeployment, installation: Installation, tmp_path: Path
) -> None:
    """Containers, volumes, state, passphrase and stack file are lost; the signing key is changed."""
    clone, shell = dev.clone, operator(dev.clone, tmp_path)
    url = f"http://127.0.0.1:{dev.port}"
    before = Sorcha(url).sign_in("admin@sorcha.local", clone.admin_password())
    organization, wallet, height = (
        before.new_organization(),
        before.new_wallet(),
        before.system_register_height(),
    )
    shell.run(Documented(_SECRET, "openssl rand")).ok()

    shell.check(
        Documented(_BACKUP, "make down STACK=prod-small", r"kept: \d+ volumes"),
        Documented(_BACKUP, "umask 077"),
        Documented(_BACKUP, "-czf ~/backup/state.tgz"),
        Documented(_BACKUP, "volumes=$("),
        Documented(_BACKUP, "docker volume inspect"),
        Documented(_BACKUP, "-czf ~/backup/volumes.tgz"),
    )
    volumes = {name: labels(installation, name) for name in installation.volumes()}
    shell.check(Documented(_BACKUP, "docker volume rm", rf"{STACK}-wallet-keys"))
    shutil.rmtree(clone.state)
    fresh_state(clone.state)  # as `make setup` creates it
    clone.stack_file.unlink()
    assert not installation.volumes()

    shell.check(
        Documented(_BACKUP, "-xzf ~/backup/state.tgz"),
        Documented(_BACKUP, "cp ~/backup/Pulumi"),
        Documented(_BACKUP, "xargs", rf"{STACK}-wallet-keys"),
        Documented(_BACKUP, "-xzf ~/backup/volumes.tgz"),
        Documented(_BACKUP, "make up STACK=prod-small", r"is up after"),
    )
    assert {name: labels(installation, name) for name in installation.volumes()} == volumes
    assert (clone.state / "passphrase").stat().st_mode & 0o777 == 0o600
    after = Sorcha(url)
    assert after.get("/api/organizations", Authorization=f"Bearer {before.bearer}").status_code == 401
    after.sign_in("admin@sorcha.local", clone.admin_password())
    assert organization in after.organizations()
    assert after.signs(wallet)
    wait_for("the height", lambda: after.system_register_height() >= height, 30)
    after.publish(SYSTEM_REGISTER)
    wait_for("the next docket", lambda: after.system_register_height() > height, 60)
    clone.pulumi("preview", "--expect-no-changes", "--refresh").ok()


def labels(installation: Installation, volume: str) -> dict[str, str]:
    """The labels of a volume."""
    return dict(installation.client.volumes.get(volume).attrs["Labels"])


def test_a_replica_is_promoted_where_fail_over_is_manual(
    dev: DevDeployment, installation: Installation, tmp_path: Path
) -> None:
    """With a second tenant, by the command of the guide's page."""
    clone, shell = dev.clone, operator(dev.clone, tmp_path)
    clone.set("postgres.topology", "primaryReplica")
    clone.set("postgres.failover", "manual")
    clone.run("pulumi", "stack", "select", STACK).ok()
    shell.check(Documented("docs/guide-mapping.md", "replicas 2; make up", r"is up after"))
    installation.await_healthy()
    assert installation.exists("tenant-1")
    shell.check(
        Documented("docs/configuration.md", "promote", rf"{STACK}-postgres-0 starts again|postgres-0")
    )
    installation.await_healthy()
    assert not standby(installation, "postgres-1")
    assert standby(installation, "postgres-0")


def standby(installation: Installation, name: str) -> bool:
    """Whether a member of PostgreSQL is a replica."""
    container = installation.container(name)
    status, _ = container.exec_run(["bash", "-c", 'test -e "$PGDATA/standby.signal"'])
    return bool(status == 0)


def test_all_is_deleted(dev: DevDeployment, installation: Installation, tmp_path: Path) -> None:
    operator(dev.clone, tmp_path).check(Documented("README.md", "make down DATA=delete", r"volume"))
    assert not installation.containers()
    assert not installation.volumes()
