"""Down takes the containers and keeps the data with what opens it; up brings all of it back.

The services and MongoDB are stand-ins.
"""

from dataclasses import dataclass

import pytest

from tests.e2e.dev.conftest import DevDeployment
from tests.e2e.installation import Installation
from tests.e2e.polling import wait_for
from tests.e2e.sorcha import Sorcha, Wallet
from tests.e2e.stores import Stores

pytestmark = pytest.mark.e2e


@dataclass(frozen=True, kw_only=True, slots=True)
class Baseline:
    """What was there before."""

    organization: str
    wallet: Wallet
    height: int
    volumes: set[str]


@pytest.fixture(scope="module")
def before(dev: DevDeployment, installation: Installation, stores: Stores, admin_password: str) -> Baseline:
    """Written through the services and the stores."""
    admin = Sorcha(f"http://127.0.0.1:{dev.port}").sign_in("admin@sorcha.local", admin_password)
    stores.sql("CREATE TABLE IF NOT EXISTS down (word text); INSERT INTO down VALUES ('kept')")
    stores.mongo("db.down.insertOne({word: 'kept'})")
    stores.redis("SET", "e2e:down", "kept")
    return Baseline(
        organization=admin.new_organization(),
        wallet=admin.new_wallet(),
        height=admin.system_register_height(),
        volumes=installation.volumes(),
    )


@pytest.fixture(scope="module")
def down(dev: DevDeployment, before: Baseline) -> str:
    """What `make down` printed."""
    assert before.volumes
    return dev.clone.operate("down").ok().output


@pytest.fixture(scope="module")
def again(dev: DevDeployment, down: str, admin_password: str) -> Sorcha:
    """The gateway after the next `make up`, for the administrator with the password of before."""
    assert down
    dev.clone.operate("up").ok()
    return Sorcha(f"http://127.0.0.1:{dev.port}").sign_in("admin@sorcha.local", admin_password)


def test_down_leaves_no_container_and_no_network(down: str, installation: Installation) -> None:
    assert not installation.containers()
    assert not installation.networks()
    assert "make up" in down


def test_down_keeps_every_volume_and_names_it(
    down: str, before: Baseline, installation: Installation
) -> None:
    assert installation.volumes() == before.volumes
    assert all(volume in down for volume in before.volumes)


def test_the_same_rows_are_there_again(again: Sorcha, before: Baseline, stores: Stores) -> None:
    assert before.organization in again.organizations()
    assert stores.sql("SELECT DISTINCT word FROM down") == "kept"
    assert stores.mongo("return db.down.findOne().word") == "kept"
    assert stores.redis("GET", "e2e:down") == "kept"


def test_the_same_wallet_signs_with_the_same_key(again: Sorcha, before: Baseline) -> None:
    assert again.signs(before.wallet)


def test_the_system_register_is_as_high_as_before(again: Sorcha, before: Baseline) -> None:
    wait_for("the height", lambda: again.system_register_height() >= before.height, 30)


@pytest.mark.usefixtures("again")
def test_the_next_preview_expects_no_change(dev: DevDeployment) -> None:
    dev.clone.pulumi("preview", "--expect-no-changes").ok()
