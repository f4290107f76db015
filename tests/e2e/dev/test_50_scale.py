"""One replica count changed touches that pool and the gateways, and nothing else. Services: stand-ins."""

import json
from collections.abc import Iterator

import pytest

from tests.e2e.dev.conftest import DevDeployment
from tests.e2e.installation import Installation
from tests.e2e.polling import wait_for
from tests.e2e.sorcha import IDENTITY, PROBES, Sorcha

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("dev")]


@pytest.fixture(scope="module")
def before(installation: Installation) -> dict[str, str]:
    """Ids of the containers with one tenant."""
    return installation.ids()


@pytest.fixture(scope="module")
def preview_steps(dev: DevDeployment, before: dict[str, str]) -> dict[str, str]:
    """What a preview of the second tenant would do, by name."""
    assert "tenant-1" not in before
    dev.clone.set("services.tenant.replicas", "2")
    return steps(dev)


@pytest.fixture(scope="module")
def ids_after(
    dev: DevDeployment, preview_steps: dict[str, str], installation: Installation
) -> Iterator[dict[str, str]]:
    """Ids of the containers with two tenants; the last test takes one away."""
    assert preview_steps
    dev.clone.operate("up").ok()
    yield installation.ids()
    dev.clone.pulumi("config", "rm", "--path", "sorcha:deployment.services")


def steps(dev: DevDeployment) -> dict[str, str]:
    """Name → operation, of what a preview would do to resources that are no components."""
    digest = json.loads(dev.clone.pulumi("preview", "--json").ok().output)
    operations = {}
    for step in digest["steps"]:
        kind, name = step["urn"].split("::")[-2:]
        if step["op"] != "same" and kind.split("$")[-1].startswith(("docker:", "random:")):
            operations[name] = step["op"]
    return operations


def answering_replicas(sorcha: Sorcha, requests: int = 10) -> set[str]:
    """Which replicas of the tenant answer."""
    answers = [sorcha.get(PROBES["tenant"]) for _ in range(requests)]
    assert {answer.status_code for answer in answers} == {200}
    return {answer.headers[IDENTITY] for answer in answers}


def test_the_preview_names_the_pool_and_the_gateway_alone(preview_steps: dict[str, str]) -> None:
    assert preview_steps.pop("tenant-1") == "create"
    assert set(preview_steps) == {"gateway-0"}


def test_the_preview_says_that_replacing_the_one_gateway_is_an_outage(
    dev: DevDeployment, preview_steps: dict[str, str]
) -> None:
    assert "gateway-0" in preview_steps
    assert "is an outage of some seconds" in dev.clone.pulumi("preview").ok().output


def test_no_container_but_the_gateway_was_replaced(before: dict[str, str], ids_after: dict[str, str]) -> None:
    assert set(ids_after) == {*before, "tenant-1"}
    assert {name for name, id_ in before.items() if ids_after[name] != id_} == {"gateway-0"}


@pytest.mark.usefixtures("ids_after")
def test_both_replicas_answer(sorcha: Sorcha) -> None:
    assert answering_replicas(sorcha) == {"tenant/tenant-0", "tenant/tenant-1"}


@pytest.mark.usefixtures("ids_after")
def test_a_user_stays_with_the_replica_that_a_cookie_names(sorcha: Sorcha) -> None:
    first = sorcha.get(PROBES["tenant"])
    cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in first.cookies.items())}
    assert cookie["Cookie"]
    again = {sorcha.get(PROBES["tenant"], **cookie).headers[IDENTITY] for _ in range(6)}
    assert again == {first.headers[IDENTITY]}


@pytest.mark.usefixtures("ids_after")
def test_a_dead_replica_costs_errors_for_seconds_only(sorcha: Sorcha, installation: Installation) -> None:
    """The gateway retries nothing; its health checks take the dead one out (verified §f)."""
    installation.container("tenant-1").kill()
    wait_for("the dead replica out of the rotation", lambda: all_well(sorcha), 30)
    assert answering_replicas(sorcha) == {"tenant/tenant-0"}
    installation.container("tenant-1").start()
    installation.await_healthy("tenant-1")
    wait_for(
        "both replicas in the rotation", lambda: all_well(sorcha) and len(answering_replicas(sorcha)) == 2, 60
    )


def all_well(sorcha: Sorcha) -> bool:
    return {sorcha.get(PROBES["tenant"]).status_code for _ in range(10)} == {200}


@pytest.mark.usefixtures("ids_after")
def test_the_first_replica_stays_when_the_pool_shrinks(
    dev: DevDeployment, before: dict[str, str], installation: Installation, sorcha: Sorcha
) -> None:
    dev.clone.unset("services")
    dev.clone.operate("up").ok()
    now = installation.ids()
    assert set(now) == set(before)
    assert {name for name in before if now[name] != before[name]} == {"gateway-0"}
    assert answering_replicas(sorcha) == {"tenant/tenant-0"}
