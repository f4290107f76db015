"""A request through the gateway reaches every service. The services are stand-ins."""

import pytest
from websockets.sync.client import connect

from tests.e2e.dev.conftest import DevDeployment
from tests.e2e.sorcha import IDENTITY, PROBES, Sorcha

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize(("service", "path"), PROBES.items())
def test_a_request_reaches(service: str, path: str, sorcha: Sorcha) -> None:
    answer = sorcha.get(path)
    assert answer.status_code == 200
    assert answer.headers[IDENTITY] == f"{service}/{service}-0"


def test_the_user_interface_is_at_the_root(sorcha: Sorcha) -> None:
    answer = sorcha.get("/")
    assert answer.status_code == 200
    assert answer.headers[IDENTITY] == "ui/ui-0"
    assert "<html>" in answer.text


def test_the_gateway_says_that_all_services_are_healthy(sorcha: Sorcha) -> None:
    assert sorcha.get("/api/health").json()["status"] == "healthy"


def test_a_websocket_passes_the_gateway_both_ways(dev: DevDeployment, admin: Sorcha) -> None:
    with connect(f"ws://127.0.0.1:{dev.port}/actionshub?access_token={admin.bearer}") as socket:
        socket.send("echo")
        assert socket.recv(timeout=10) == "echo"


def test_the_administrator_signs_in_with_the_password_of_the_stack(admin: Sorcha) -> None:
    assert admin.call("GET", "/api/auth/me")["email"] == "admin@sorcha.local"


def test_the_well_known_default_password_is_refused(sorcha: Sorcha) -> None:
    assert sorcha.token("admin@sorcha.local", "Dev_Pass_2025!").status_code == 401


@pytest.mark.parametrize(
    "path", ["/api/organizations", "/api/registers", "/api/blueprints", "/api/v1/wallets"]
)
def test_what_is_not_public_asks_for_a_token(path: str, sorcha: Sorcha) -> None:
    assert sorcha.get(path).status_code == 401
