"""Growth of a dev stack: the same stack and data with another tier. The services are stand-ins."""

import time
from itertools import pairwise
from typing import Any

import pytest

from tests.e2e.clone import free_port
from tests.e2e.polling import wait_for
from tests.e2e.prod_small.http_load import HttpLoad
from tests.e2e.prod_small.production import Small, of_mongo, of_postgres, of_redis
from tests.e2e.prod_small.results import Results
from tests.e2e.sorcha import Sorcha

pytestmark = pytest.mark.e2e

EMAIL = "admin@sorcha.local"
MARK = "e2e:kept"


def test_dev_grows_to_small_production(small: Small, results: Results) -> None:
    clone, installation = small.clone, small.installation
    deployment = plain(clone.deployment())
    clone.operate("down", "--data", "delete").ok()
    assert not installation.containers()
    assert not installation.volumes()

    # Set if an earlier test set a certificate; dev has no edge that could use it.
    clone.pulumi("config", "rm", "sorcha:edgePrivateKey")
    port = free_port(18400)
    clone.replace_deployment(dev(port))
    clone.operate("up").ok()
    before = Sorcha(f"http://localhost:{port}").sign_in(EMAIL, clone.admin_password())
    organization, wallet, height = (
        before.new_organization(),
        before.new_wallet(),
        before.system_register_height(),
    )
    # One of each, where the member is the endpoint.
    postgres, redis, mongo = (
        of_postgres(small.plan, has_proxy=False),
        of_redis(small.plan, has_proxy=False),
        of_mongo(small.plan, 1),
    )
    postgres.prepare()
    redis.client("redis-0").set(MARK, "kept")
    mongo.keep("kept")

    clone.replace_deployment(deployment)
    with results.row("grow") as row:
        with (
            HttpLoad(f"http://localhost:{port}", clients=2, pause=0.2, keep_alive=False) as old,
            HttpLoad(small.url, clients=2, pause=0.2, keep_alive=False) as new,
            postgres.writer() as rows,
            redis.writer() as keys,
        ):
            began = time.monotonic()
            result = clone.operate("up").ok()
            rows.settle(began, 60)
            keys.settle(began, 60)
            wait_for("an answer of the edge", lambda: not new.outcomes[-1].failed, 60)
        ends = sorted(outcome.at for load in (old, new) for outcome in load.outcomes if not outcome.failed)
        row.losses = (rows.losses()[0] + keys.losses()[0], rows.losses()[1] + keys.losses()[1])
        row.note(f"`up` took {result.seconds:.0f} s")
        row.note(f"users without an answer for {max(b - a for a, b in pairwise(ends)):.0f} s")
        row.note(f"PostgreSQL for {rows.outage(began):.0f} s, Redis for {keys.outage(began):.0f} s")
        after = Sorcha(small.url, verify=False).sign_in(EMAIL, clone.admin_password())
        assert organization in after.organizations()
        assert after.signs(wallet)
        assert after.system_register_height() >= height
        small.redis()
        small.postgres()
        assert of_redis(small.plan).client(of_redis(small.plan).master()).get(MARK) == "kept"
        assert "kept" in small.mongo().words()
        installation.await_healthy()
        small.clone.pulumi("preview", "--expect-no-changes").ok()


def plain(deployment: dict[str, Any]) -> dict[str, Any]:
    """Remove the images and the certificate of earlier tests."""
    names = ("tier", "platform", "publicUrl", "images")
    edge = {key: value for key, value in deployment["edge"].items() if key != "certificate"}
    return {**{key: deployment[key] for key in names}, "edge": edge}


def dev(port: int) -> dict[str, Any]:
    """Resources of a laptop."""
    return {
        "tier": "dev",
        "platform": "docker",
        "images": {"source": "lab"},
        "edge": {"kind": "none", "port": port},
    }
