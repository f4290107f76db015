"""What is deployed stays as it is: by a second `up`, a refresh, a second clone, a cleaned clone."""

import subprocess

import pytest

from tests.e2e.clone import STACK, Clone, clone
from tests.e2e.dev.conftest import DevDeployment
from tests.e2e.durations import record
from tests.e2e.installation import Installation

pytestmark = pytest.mark.e2e

NO_CHANGE = ("preview", "--expect-no-changes")


def test_a_preview_expects_no_change(dev: DevDeployment) -> None:
    result = dev.clone.pulumi(*NO_CHANGE).ok()
    record("preview without change", result.seconds)


def test_a_preview_with_refresh_expects_no_change(dev: DevDeployment) -> None:
    dev.clone.pulumi(*NO_CHANGE, "--refresh").ok()


@pytest.mark.parametrize("refresh", [(), ("--refresh",)])
def test_a_second_up_touches_no_container(
    dev: DevDeployment, installation: Installation, refresh: tuple[str, ...]
) -> None:
    before = installation.ids()
    result = dev.clone.pulumi("up", "--yes", "--skip-preview", *refresh).ok()
    record(f"pulumi up {' '.join(refresh)} without change", result.seconds)
    assert installation.ids() == before
    assert "unchanged" in result.output
    assert not any(f" {word}\n" in result.output for word in ("created", "updated", "replaced", "deleted"))


def test_a_second_make_up_touches_no_container(dev: DevDeployment, installation: Installation) -> None:
    before = installation.ids()
    dev.clone.operate("up").ok()
    assert installation.ids() == before


def test_a_second_clone_makes_everything_ready_and_changes_nothing(
    dev: DevDeployment, installation: Installation
) -> None:
    """`make up` as a colleague types it: no Python environment, no salt and no image source yet."""
    second = clone(dev.clone.folder, dev.clone.folder.parent / "second", dev.clone.state, environment=False)
    before = installation.ids()
    result = second.run("make", "up", f"STACK={STACK}", prepared=False).ok()
    record("make up in a second clone, Python environment included", result.seconds)
    assert installation.ids() == before
    second.pulumi(*NO_CHANGE).ok()


def test_a_cleaned_clone_has_lost_nothing(dev: DevDeployment, installation: Installation) -> None:
    """git clean -xfd, and what `make up` wrote into the stack file taken back."""
    checkout: Clone = dev.clone
    environment = (checkout.folder / "venv").readlink()
    for command in (("clean", "-xfdq"), ("checkout", "--quiet", ".")):
        subprocess.run(["git", *command], cwd=checkout.folder, check=True)
    (checkout.folder / "venv").symlink_to(environment)
    before = installation.ids()
    checkout.operate("up").ok()
    assert installation.ids() == before
    checkout.pulumi(*NO_CHANGE).ok()
