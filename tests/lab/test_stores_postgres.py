"""The lab's PostgreSQL behaves as the published image does where it matters (ha-recipes §2.1)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from docker.models.containers import Container

from tests.lab.store_lab import (
    StoreLab,
    Upload,
    execute,
    has_tool,
    ids_of_process_1,
    log,
    stop,
    store_lab,
    wait_until,
)

pytestmark = pytest.mark.e2e
IMAGE = "sorcha-lab/postgres:17"
PASSWORD = "p'ss \"word\\$"


@pytest.fixture(scope="module")
def lab() -> Iterator[StoreLab]:
    with store_lab() as lab:
        yield lab


@pytest.fixture(scope="module")
def server(lab: StoreLab) -> Container:
    container = lab.start(
        IMAGE,
        ["-c", "wal_log_hints=on"],
        environment={
            "POSTGRES_PASSWORD_FILE": "/run/password",
            "POSTGRES_DB": "sorcha",
            "POSTGRES_INITDB_ARGS": "--data-checksums --auth-local=peer --auth-host=scram-sha-256",
        },
        files={
            "/run/password": Upload(PASSWORD),
            "/docker-entrypoint-initdb.d/1.sql": Upload("CREATE TABLE made (by_file text);", 0o444),
            "/docker-entrypoint-initdb.d/2.sh": Upload(
                "psql -c \"INSERT INTO made VALUES ('script as $(id -u)')\" -d sorcha", 0o555
            ),
            "/docker-entrypoint-initdb.d/3.txt": Upload("no script", 0o444),
        },
        volumes={"/var/lib/postgresql/data": lab.volume("postgres")},
    )
    ready(container)
    return container


def ready(container: Container) -> None:
    wait_until("PostgreSQL on TCP", lambda: execute(container, "pg_isready", "-q", "-h", "127.0.0.1") == "")


def query(container: Container, statement: str) -> str:
    return execute(
        container, "psql", "-qAt", "-h", "127.0.0.1", "-U", "postgres", "-d", "sorcha", "-c", statement,
        PGPASSWORD=PASSWORD,
    )  # fmt: skip


def test_an_empty_folder_without_a_password_is_refused_in_the_published_words(lab: StoreLab) -> None:
    code, output = lab.run(IMAGE)
    assert code == 1
    assert "Error: Database is uninitialized and superuser password is not specified." in output
    assert "You must specify POSTGRES_PASSWORD to a non-empty value for the" in output


def test_a_password_given_twice_is_refused(lab: StoreLab) -> None:
    code, output = lab.run(IMAGE, environment={"POSTGRES_PASSWORD": "a", "POSTGRES_PASSWORD_FILE": "/b"})
    assert code == 1
    assert "both POSTGRES_PASSWORD and POSTGRES_PASSWORD_FILE are set (but are exclusive)" in output


def test_the_published_variables_are_honoured(server: Container) -> None:
    assert query(server, "SHOW data_checksums") == "on"
    assert query(server, "SHOW wal_log_hints") == "on"
    assert query(server, "SHOW server_version").startswith("17.")
    assert query(server, "SELECT by_file FROM made") == "script as 999"
    assert "ignoring /docker-entrypoint-initdb.d/3.txt" in log(server)
    rules = execute(server, "grep", "-v", "^#", "/var/lib/postgresql/data/pg_hba.conf")
    assert rules.splitlines()[-1].split() == ["host", "all", "all", "all", "scram-sha-256"]


def test_a_wrong_password_is_refused(server: Container) -> None:
    code, output = server.exec_run(
        ["psql", "-h", "127.0.0.1", "-U", "postgres", "-c", "SELECT 1"], environment={"PGPASSWORD": "x"}
    )
    assert code != 0
    assert b"password authentication failed" in output


def test_the_server_of_the_first_start_listens_on_its_socket_only(server: Container) -> None:
    before, _, after = log(server).partition("PostgreSQL init process complete; ready for start up.")
    assert "database system is ready" in before
    assert "listening on IPv4" not in before
    assert "listening on IPv4" in after


def test_anatomy(server: Container) -> None:
    assert ids_of_process_1(server) == ("999", "999")
    for tool in ("psql", "pg_isready", "initdb", "pg_rewind", "gosu", "perl", "docker-ensure-initdb.sh"):
        assert has_tool(server, tool), tool
    for tool in ("curl", "wget"):
        assert not has_tool(server, tool), tool
    assert execute(server, "perl", "-MHTTP::Tiny", "-MJSON::PP", "-e", "print encode_json([1])") == "[1]"


def test_data_survives_a_graceful_stop_and_a_crash(server: Container) -> None:
    query(server, "CREATE TABLE kept (id int PRIMARY KEY); INSERT INTO kept VALUES (1)")
    assert stop(server) == 0
    server.start()
    ready(server)
    assert "Skipping initialization" in log(server)
    query(server, "INSERT INTO kept VALUES (2)")
    server.kill("SIGKILL")
    server.start()
    ready(server)
    assert query(server, "SELECT count(*) FROM kept") == "2"


def test_ensure_initdb_initialises_and_ends(lab: StoreLab) -> None:
    data = {"/var/lib/postgresql/data": lab.volume("ensure")}
    environment = {"POSTGRES_PASSWORD": PASSWORD, "POSTGRES_DB": "sorcha"}
    code, output = lab.run(IMAGE, ["docker-ensure-initdb.sh"], environment=environment, volumes=data)
    assert code == 0, output
    assert "PostgreSQL init process complete" in output
    server = lab.start(IMAGE, volumes=data)  # no password any more: the folder has its users
    ready(server)
    assert query(server, "SELECT 1") == "1"
