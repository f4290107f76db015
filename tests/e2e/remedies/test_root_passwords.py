"""Root password of a store, which is set when its data is created: a job rejects another one at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sorcha_infra import jobs
from sorcha_infra.platforms.docker import files
from tests.lab.mongo_member import Member
from tests.lab.store_lab import StoreLab, Upload, execute, store_lab, wait_until

pytestmark = pytest.mark.e2e

WRONG = "not-the-one-it-was-made-with"
ENDS_AT_ONCE = 65


@pytest.fixture(scope="module")
def lab() -> Iterator[StoreLab]:
    with store_lab() as lab:
        yield lab


def run(
    lab: StoreLab, image: str, command: list[str], environment: dict[str, str], **secrets: str
) -> tuple[int, str]:
    """Run a job of the program like the platform, with files of secrets."""
    script = command[-1]
    uploads = {f"/run/secrets/{name}": Upload(value) for name, value in secrets.items()}
    return lab.run(
        image,
        [*command[:-1], f"/sorcha/{script}"],
        entrypoint=["bash", "/sorcha/run.sh"],
        alias="job",
        environment={**environment, "JOB_SECONDS": "30", "JOB_LINGER": "0", "HOME": "/tmp"},
        files={
            "/sorcha/run.sh": Upload(files.read("job/run.sh"), 0o444),
            **{f"/sorcha/{name}": Upload(jobs.read(name), 0o444) for name in (script, "mongo-members.js")},
            **uploads,
        },
    )


@pytest.mark.parametrize(("password", "status"), [("right", 0), (WRONG, ENDS_AT_ONCE)])
def test_postgres_setup_refuses_another_superuser_password(lab: StoreLab, password: str, status: int) -> None:
    host = f"postgres-{status}"
    server = lab.start(
        "sorcha-lab/postgres:17",
        alias=host,
        environment={"POSTGRES_PASSWORD_FILE": "/run/password", "POSTGRES_USER": "sorcha"},
        files={"/run/password": Upload("right")},
        volumes={"/var/lib/postgresql/data": lab.volume(host)},
    )
    wait_until("PostgreSQL", lambda: execute(server, "pg_isready", "-h", "127.0.0.1"))
    code, output = run(
        lab,
        "sorcha-lab/postgres:17",
        ["bash", "postgres-setup.sh"],
        {
            "PGHOST": host,
            "PGUSER": "sorcha",
            "PGDATABASE": "postgres",
            "PGPASSFILE": "/run/secrets/pgpass",
            "DATABASES": "sorcha_tenant",
        },
        pgpass=f"*:*:*:sorcha:{password}\n",
        sorcha_tenant="secret",
    )
    assert code == status, output
    assert ("sorcha:postgresPassword" in output) == (status == ENDS_AT_ONCE)
    assert WRONG not in output


@pytest.mark.parametrize(("password", "status"), [("root-password", 0), (WRONG, ENDS_AT_ONCE)])
def test_mongo_setup_refuses_another_root_password(lab: StoreLab, password: str, status: int) -> None:
    """With the stand-in for mongod and the real mongosh."""
    member = Member(lab, f"mongo-{status}")
    wait_until("mongod", lambda: member.direct().admin.command("ping"))
    code, output = run(
        lab,
        "sorcha-lab/mongo-standin:8.0",
        ["mongosh", "--nodb", "--quiet", "--file", "mongo-setup.js"],
        {
            "MONGO_SET": "rs0",
            "MONGO_MEMBERS": f"{member.name}:27017",
            "MONGO_ROOT": "root",
            "MONGO_USERS": "register:readWriteAnyDatabase:admin",
        },
        root=password,
        register="secret",
    )
    assert code == status, output
    assert ("sorcha:mongoPassword" in output) == (status == ENDS_AT_ONCE)
    assert WRONG not in output
