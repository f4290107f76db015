"""The lab's Redis and HAProxy behave as the published images do where it matters (ha-recipes §4.1, §5.2)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from docker.models.containers import Container

from tests.lab.store_lab import (
    StoreLab,
    Upload,
    address,
    execute,
    ids_of_process_1,
    log,
    stop,
    store_lab,
    wait_until,
)

pytestmark = pytest.mark.e2e
REDIS = "sorcha-lab/redis:8"
HAPROXY = "sorcha-lab/haproxy:3.0"
PASSWORD = "redis-password"
CONFIGURATION = f"dir /data\nappendonly yes\nappendfsync everysec\nrequirepass {PASSWORD}\n"


@pytest.fixture(scope="module")
def lab() -> Iterator[StoreLab]:
    with store_lab() as lab:
        yield lab


@pytest.fixture(scope="module")
def server(lab: StoreLab) -> Container:
    container = lab.start(
        REDIS,
        ["/etc/lab/redis.conf"],
        files={"/etc/lab/redis.conf": Upload(CONFIGURATION)},
        volumes={"/data": lab.volume("redis")},
    )
    ready(container)
    return container


def redis(container: Container, *command: str, host: str = "127.0.0.1", password: str = PASSWORD) -> str:
    credentials = {"REDISCLI_AUTH": password} if password else {}
    return execute(container, "redis-cli", "-h", host, "--no-auth-warning", *command, **credentials)


def ready(container: Container) -> None:
    wait_until("Redis", lambda: redis(container, "ping") == "PONG")


def test_a_configuration_comes_first_and_becomes_readable_for_the_server(server: Container) -> None:
    assert execute(server, "stat", "-c", "%u:%g %a", "/etc/lab/redis.conf") == "999:999 400"
    assert redis(server, "config", "get", "appendonly").split() == ["appendonly", "yes"]
    assert redis(server, "info", "server").splitlines()[1].startswith("redis_version:8.")


def test_no_password_no_data(server: Container) -> None:
    assert "NOAUTH" in redis(server, "get", "x", password="")


def test_privileges_are_dropped(server: Container) -> None:
    assert ids_of_process_1(server) == ("999", "999")
    status = execute(server, "cat", "/proc/1/status")
    assert "NoNewPrivs:\t1" in status
    assert "CapBnd:\t0000000000000000" in status
    assert execute(server, "stat", "-c", "%u %a", "/data/appendonlydir") == "999 700"  # umask 0077


def test_data_survives_a_graceful_stop_and_a_crash(server: Container) -> None:
    redis(server, "set", "kept", "1")
    assert stop(server) == 0
    server.start()
    ready(server)
    assert redis(server, "get", "kept") == "1"
    redis(server, "set", "kept", "2")
    assert redis(server, "waitaof", "1", "0", "5000").split()[0] == "1"  # written to disk, not just to memory
    server.kill("SIGKILL")
    server.start()
    ready(server)
    assert redis(server, "get", "kept") == "2"


def test_options_alone_start_the_server_and_protected_mode_is_off(lab: StoreLab) -> None:
    server = lab.start(REDIS, ["--appendonly", "yes"], alias="redis-plain")
    own = address(server, lab.network)
    wait_until("Redis by its address", lambda: redis(server, "ping", host=own, password="") == "PONG")


def test_data_folder_is_no_declared_volume(lab: StoreLab) -> None:
    assert not lab.client.images.get(REDIS).attrs["Config"]["Volumes"]


def test_a_configuration_with_neighbours_keeps_its_owner(lab: StoreLab) -> None:
    code, output = lab.run(
        REDIS,
        ["redis-server", "/etc/lab/redis.conf"],
        files={"/etc/lab/redis.conf": Upload(CONFIGURATION), "/etc/lab/other": Upload("")},
    )
    assert code == 1
    assert "Permissions will not be modified" in output
    assert "can't open config file" in output


def test_haproxy_serves_as_user_99_and_drains_on_its_stop_signal(lab: StoreLab) -> None:
    configuration = (
        "global\n  stats socket /tmp/stats\n"
        "defaults\n  mode http\n  timeout connect 1s\n  timeout client 5s\n  timeout server 5s\n"
        "frontend f\n  bind :8080\n  http-request return status 200 content-type text/plain string served\n"
    )
    balancer = lab.start(HAPROXY, files={"/usr/local/etc/haproxy/haproxy.cfg": Upload(configuration, 0o444)})
    ask = "exec 3<>/dev/tcp/127.0.0.1/8080; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3"
    wait_until("HAProxy", lambda: execute(balancer, "bash", "-c", ask).endswith("served"))
    assert ids_of_process_1(balancer) == ("99", "99")
    command = execute(balancer, "cat", "/proc/1/cmdline").split("\0")[:5]
    assert command == ["haproxy", "-W", "-db", "-f", "/usr/local/etc/haproxy/haproxy.cfg"], log(balancer)
    assert stop(balancer) == 0
