"""The stand-in services start, refuse to start and stop as the product does (platform-verified §a)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.lab.service_lab import JWT, REDIS, ServiceLab, image, service_lab
from tests.lab.store_lab import Upload, execute, has_tool, log, stop

pytestmark = pytest.mark.e2e
BACK_ENDS = ("gateway", "blueprint", "tenant", "wallet", "register", "validator", "peer")
WITH_REDIS = ("blueprint", "wallet", "register", "validator", "peer")
SETTINGS = "/app/appsettings.Production.json"


@pytest.fixture(scope="module")
def lab() -> Iterator[ServiceLab]:
    with service_lab() as lab:
        yield lab


@pytest.mark.parametrize("role", BACK_ENDS)
def test_without_a_signing_key_it_dies_with_134(lab: ServiceLab, role: str) -> None:
    code, output = lab.lab.run(image(role))
    assert code == 134
    assert "InvalidOperationException: JWT SigningKey is required." in output
    assert "STAND-IN for the Sorcha" in output


@pytest.mark.parametrize("role", WITH_REDIS)
def test_without_redis_it_dies_with_134(lab: ServiceLab, role: str) -> None:
    code, output = lab.lab.run(image(role), environment={**JWT, "SystemWalletSigning__ValidatorId": "v1"})
    assert code == 134
    assert "No endpoints specified. Ensure a valid connection string was provided in" in output


def test_the_register_names_its_missing_validator_id_before_redis(lab: ServiceLab) -> None:
    code, output = lab.lab.run(image("register"), environment=JWT)
    assert code == 134
    assert "SystemWalletSigning:ValidatorId configuration is required" in output


def test_a_misspelt_keyword_in_a_connection_string_is_fatal(lab: ServiceLab) -> None:
    wrong = {
        **JWT,
        "ConnectionStrings__Redis": REDIS,
        "ConnectionStrings__wallet-db": "Host=postgres;Databse=x",
    }
    code, output = lab.lab.run(image("wallet"), environment=wrong)
    assert (code, "Couldn't set Databse" in output) == (134, True)
    code, output = lab.lab.run(
        image("peer"), environment={**JWT, "ConnectionStrings__Redis": "redis,passwort=x"}
    )
    assert (code, "Keyword 'passwort' is not supported" in output) == (134, True)


def test_a_back_end_has_busybox_and_nothing_else(lab: ServiceLab) -> None:
    gateway = lab.start("gateway", alias="anatomy")
    lab.answers(gateway)
    assert execute(gateway, "/bin/busybox", "id", "-u") == "1654"
    assert execute(gateway, "/bin/busybox", "ls", "/bin") == "busybox"
    assert execute(gateway, "/bin/busybox", "ls", "/app") == "appsettings.json"
    assert "HOME=/home/app" in execute(gateway, "/bin/busybox", "env").splitlines()
    assert execute(gateway, "/bin/busybox", "wget", "-qO-", "http://127.0.0.1:8080/alive") == "Healthy"
    assert gateway.exec_run(["sh", "-c", "true"])[0] != 0


def test_the_ui_has_bash_and_no_health_tool(lab: ServiceLab) -> None:
    ui = lab.lab.start(image("ui"), alias="ui")
    lab.answers(ui, "/")
    assert lab.get(ui, "/app/").headers["X-Sorcha-Standin"].startswith("ui/")
    assert lab.get(ui, "/health").status_code == 404
    assert not any(has_tool(ui, tool) for tool in ("busybox", "curl", "wget"))
    assert execute(ui, "bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && echo open") == "open"


def test_the_environment_overrides_the_uploaded_settings(lab: ServiceLab) -> None:
    settings = '{"PeerService": {"NodeId": "file", "ListenPort": 5001}, "JwtSettings": {"SigningKey": "%s"}}'
    peer = lab.lab.start(
        image("peer"),
        environment={"ConnectionStrings__Redis": REDIS, "PeerService__NodeId": "environment"},
        files={SETTINGS: Upload(settings % JWT["JwtSettings__SigningKey"], 0o444)},
        alias="peer",
    )
    lab.answers(peer)
    health = lab.get(peer, "/api/health").json()
    assert (health["nodeId"], health["listenPort"]) == ("environment", 5001)


def test_settings_that_its_user_cannot_read_are_fatal(lab: ServiceLab) -> None:
    code, output = lab.lab.run(image("gateway"), environment=JWT, files={SETTINGS: Upload("{}", 0o400)})
    assert (code, "UnauthorizedAccessException" in output) == (134, True)


def test_the_peer_takes_its_addresses_from_its_own_keys(lab: ServiceLab) -> None:
    peer = lab.start("peer", {"ASPNETCORE_URLS": "http://+:9090"}, alias="elsewhere")
    lab.answers(peer)
    code, output = peer.exec_run(["/bin/busybox", "wget", "-qO-", "http://127.0.0.1:5000/alive"])
    assert code != 0
    assert b"400" in output  # HTTP/1.1 on the port that speaks HTTP/2 only
    assert peer.exec_run(["/bin/busybox", "wget", "-qO-", "http://127.0.0.1:9090/alive"])[0] != 0


def test_a_grpc_listener_is_a_matter_of_keys(lab: ServiceLab) -> None:
    keys = {
        "Kestrel__Endpoints__Http__Url": "http://+:8080",
        "Kestrel__Endpoints__Grpc__Url": "http://+:8081",
        "Kestrel__Endpoints__Grpc__Protocols": "Http2",
    }
    blueprint = lab.start("blueprint", keys, alias="grpc")
    lab.answers(blueprint)
    assert "Overriding address(es)" in log(blueprint)
    code, output = blueprint.exec_run(["/bin/busybox", "wget", "-qO-", "http://127.0.0.1:8081/alive"])
    assert code != 0
    assert b"400" in output


@pytest.mark.parametrize("role", ["gateway", "peer", "blueprint"])
def test_sigterm_ends_it_with_0(lab: ServiceLab, role: str) -> None:
    container = lab.start(role, alias=f"stop-{role}")
    lab.answers(container)
    assert stop(container) == 0
