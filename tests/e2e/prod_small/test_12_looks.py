"""The commands below "Look" of the runbooks, on a healthy installation. Services and MongoDB: stand-ins."""

from pathlib import Path

import pytest

from tests.e2e.prod_small.operator import operator
from tests.e2e.prod_small.production import Small
from tests.e2e.shell import Shell
from tests.harness.documents import Documented

pytestmark = [pytest.mark.e2e, pytest.mark.quick]

_LEADER = r"\| Leader +\| running"
_STATUS = r"-postgres-0\tUp .*\(healthy\)"
_HEIGHT = r"^[0-9a-f]{32} [1-9]"

LOOKS = [
    Documented("docs/runbooks/README.md", "docker ps -a", _STATUS),
    Documented("docs/runbooks/a-secret-leaked.md", "pulumi config --stack", r"deployment +\{"),
    Documented("docs/runbooks/a-service-restarts.md", "docker inspect", r"0 exit=0 oom=false /"),
    Documented("docs/runbooks/a-service-restarts.md", "docker logs --tail 40", r"GET /health responded 200"),
    Documented("docs/runbooks/a-service-restarts.md", "docker stats", r"-blueprint-0\t.*MiB / 1GiB"),
    Documented("docs/runbooks/a-store-lost-its-primary.md", "docker ps -a", _STATUS),
    Documented("docs/runbooks/a-store-lost-its-primary.md", "patronictl list", _LEADER),
    Documented("docs/runbooks/a-store-lost-its-primary.md", "-w /sorcha", r"^([\d.]+ ?){3}$"),
    Documented("docs/runbooks/a-store-lost-its-primary.md", "prod-small-sentinel-0 bash", r"^redis-\d$"),
    Documented("docs/runbooks/a-store-lost-its-primary.md", "/sorcha/health.sh", r"^role:(master|slave)"),
    Documented("docs/runbooks/a-store-lost-its-primary.md", "mongosh", r"^mongo-\d:27017 PRIMARY"),
    Documented(
        "docs/runbooks/a-store-lost-its-primary.md", "prod-small-postgres-proxy-0", r"postgres-\d is UP"
    ),
    Documented("docs/runbooks/a-store-lost-its-primary.md", "docker logs prod-small-etcd-0", r"."),
    Documented("docs/runbooks/an-update-was-refused.md", "git diff", r"Pulumi\.e2e-small\.yaml"),
    Documented("docs/runbooks/an-update-was-refused.md", "ss -ltnp", r"LISTEN"),
    Documented(
        "docs/runbooks/backup-by-hand.md",
        "docker volume ls --filter label=sorcha.dev/installation=prod-small",
        r"-wallet-keys$",
    ),
    Documented("docs/runbooks/backup-by-hand.md", "docker system df", r"-wallet-keys +\d "),
    Documented("docs/runbooks/backup-by-hand.md", "git status", r"^ M stacks/[\s\S]*^[0-9a-f]{40}$"),
    Documented("docs/runbooks/certificate-ends.md", "openssl s_client", r"^issuer=.*Sorcha, self-signed"),
    Documented("docs/runbooks/certificate-ends.md", "docker logs --tail 5", r"^written"),
    Documented("docs/runbooks/disk-full.md", "df -h", r"IUse%"),
    Documented("docs/runbooks/disk-full.md", "docker system df", r"^Local Volumes"),
    Documented("docs/runbooks/disk-full.md", "| grep prod-small", r"-mongo-0 +1 .*[MG]B"),
    Documented("docs/runbooks/disk-full.md", "du -sh", r"[MG]\t.*/pg_wal"),
    Documented("docs/runbooks/disk-full.md", "docker logs --tail 50", r"."),
    Documented("docs/runbooks/dockets-stop.md", "docker exec prod-small-reconciler-0", _HEIGHT),
    Documented("docs/runbooks/dockets-stop.md", "docker logs --tail 20", r"validator-0 is registered"),
    Documented("docs/runbooks/dockets-stop.md", "docker logs --tail 60", r"GET /health responded 200"),
    Documented("docs/runbooks/dockets-stop.md", "needs genesis", r"needs genesis docket \(height = 0\)"),
    Documented("docs/runbooks/dockets-stop.md", "busybox", r"^register:8080/health/sync answers"),
    Documented("docs/runbooks/no-request-gets-in.md", "curl", r"^200$"),
    Documented("docs/runbooks/no-request-gets-in.md", "getent", r"^LISTEN"),
    Documented("docs/runbooks/no-request-gets-in.md", "docker ps", r"-edge-0\tUp .*\(healthy\)"),
    Documented(
        "docs/runbooks/no-request-gets-in.md", "docker logs --tail 20 prod-small-edge-0", r"Loading success"
    ),
    Documented("docs/runbooks/no-request-gets-in.md", "edge-settings", r"^written"),
    Documented(
        "docs/runbooks/no-request-gets-in.md", "/dev/tcp", r"^gateway-0 answers\n(.*\n)*gateway-1 answers"
    ),
    Documented("docs/runbooks/sign-in-fails.md", "docker ps", _STATUS),
    Documented("docs/runbooks/sign-in-fails.md", "docker logs", r"GET /health responded 200"),
    Documented("docs/runbooks/the-engine-died.md", "toolchain/engine status", r"^Docker engine +\d"),
    Documented("docs/runbooks/the-engine-died.md", "toolchain/engine ensure", r"^Docker engine +\d"),
    Documented("docs/runbooks/the-engine-died.md", "df -h", r"^Mem:"),
    Documented("docs/runbooks/the-engine-died.md", "docker logs", r"."),
    Documented("docs/runbooks/the-state-is-locked-or-lost.md", "env.sh", r"^file://[\s\S]*passphrase$"),
    Documented("docs/runbooks/the-state-is-locked-or-lost.md", "ls -lt", r"-small\.\d+\.json"),
    Documented("docs/runbooks/the-state-is-locked-or-lost.md", "pulumi stack ls", r"^e2e-small\*? "),
    Documented("docs/operations.md", "pulumi stack output promises", r"postgres"),
    Documented("docs/operations.md", "docker system df -v", r"-mongo-0 +1 "),
]


@pytest.mark.parametrize("document", sorted({look.document for look in LOOKS}))
def test_each_look_shows_the_state(
    document: str, small: Small, tmp_path: Path, subtests: pytest.Subtests
) -> None:
    shell = operator(small, tmp_path)
    for look in LOOKS:
        if look.document == document:
            with subtests.test(look.fragment):
                shell.check(look)


def test_a_sign_in_of_the_first_administrator(small: Small, tmp_path: Path) -> None:
    """`ask` is a function of the page's shell."""
    ask, health, sign_in = (
        Documented("docs/runbooks/sign-in-fails.md", "ask() {"),
        Documented("docs/runbooks/sign-in-fails.md", "ask https", r"^200 [\d.]+ s$"),
        Documented("docs/runbooks/sign-in-fails.md", "pulumi stack output adminPassword", r"^200 [\d.]+ s$"),
    )
    output = operator(small, tmp_path).check(ask, health, sign_in)
    assert output.count("200 ") == 2


def test_the_process_of_a_lock_is_looked_up(small: Small, tmp_path: Path) -> None:
    holder = small.clone.start("sleep", "60", prepared=False)
    try:
        names = {"12345": str(holder.process.pid)}
        shell = Shell(clone=small.clone, folder=tmp_path, names=names)
        shell.check(Documented("docs/runbooks/the-state-is-locked-or-lost.md", "ps -fp", r"sleep 60"))
    finally:
        holder.kill()
        holder.wait()


def test_a_kill_for_lack_of_memory_is_in_the_kernel_log(small: Small, tmp_path: Path) -> None:
    """A process in a container of its own, with too little memory for it."""
    container = small.installation.client.containers.run(
        "sorcha-lab/base",
        ["bash", "-c", "tail /dev/zero"],
        mem_limit="16m",
        memswap_limit="16m",
        network_mode="none",
        labels=small.installation.container("tenant-0").labels,
        name=f"{small.installation.name}-hungry",
        detach=True,
    )
    try:
        container.wait()
        operator(small, tmp_path).check(
            Documented("docs/runbooks/a-service-restarts.md", "dmesg", r"(?i)out of memory")
        )
    finally:
        container.remove(force=True)
