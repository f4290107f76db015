"""What is deployed stays as it is: by a second `up`, a refresh, a second clone, a cleaned clone."""

import subprocess

import pytest

from tests.e2e.clone import STACK, Clone, clone
from tests.e2e.conftest import Deployed
from tests.e2e.durations import record
from tests.e2e.installation import Installation

pytestmark = pytest.mark.e2e

NO_CHANGE = ("preview", "--expect-no-changes")


def test_a_preview_expects_no_change(dev: Deployed) -> None:
    done = dev.clone.pulumi(*NO_CHANGE).ok()
    record("preview without change", done.seconds)


def test_a_preview_with_refresh_expects_no_change(dev: Deployed) -> None:
    dev.clone.pulumi(*NO_CHANGE, "--refresh").ok()


@pytest.mark.parametrize("refresh", [(), ("--refresh",)])
def test_a_second_up_touches_no_container(
    dev: Deployed, installation: Installation, refresh: tuple[str, ...]
) -> None:
    before = installation.ids()
    done = dev.clone.pulumi("up", "--yes", "--skip-preview", *refresh).ok()
    record(f"pulumi up {' '.join(refresh)} without change", done.seconds)
    assert installation.ids() == before
    assert "unchanged" in done.output
    assert not any(f" {word}\n" in done.output for word in ("created", "updated", "replaced", "deleted"))


def test_a_second_make_up_touches_no_container(dev: Deployed, installation: Installation) -> None:
    before = installation.ids()
    dev.clone.operate("up").ok()
    assert installation.ids() == before


def test_a_second_clone_makes_everything_ready_and_changes_nothing(
    dev: Deployed, installation: Installation
) -> None:
    """`make up` as a colleague types it: no Python environment, no salt and no image source yet."""
    second = clone(dev.clone.folder, dev.clone.folder.parent / "second", dev.clone.state, environment=False)
    before = installation.ids()
    done = second.run("make", "up", f"STACK={STACK}", prepared=False).ok()
    record("make up in a second clone, Python environment included", done.seconds)
    assert installation.ids() == before
    second.pulumi(*NO_CHANGE).ok()


def test_a_cleaned_clone_has_lost_nothing(dev: Deployed, installation: Installation) -> None:
    """git clean -xfd, and what `make up` wrote into the stack file taken back."""
    cleaned: Clone = dev.clone
    environment = (cleaned.folder / "venv").readlink()
    for command in (("clean", "-xfdq"), ("checkout", "--quiet", ".")):
        subprocess.run(["git", *command], cwd=cleaned.folder, check=True)
    (cleaned.folder / "venv").symlink_to(environment)
    before = installation.ids()
    cleaned.operate("up").ok()
    assert installation.ids() == before
    cleaned.pulumi(*NO_CHANGE).ok()
