"""A stack on a platform that is registered from outside is built, explained, reviewed and judged."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sorcha_infra.__main__ import main
from sorcha_infra.config.schema import settings_schema
from sorcha_infra.paths import ROOT
from sorcha_infra.profiles import profiles
from sorcha_infra.profiles.entries import resource
from sorcha_infra.render.tree import look
from sorcha_infra.review import offline
from sorcha_infra.review.judge import judge
from sorcha_infra.review.markdown import comment
from tests.third_platform import registered
from tests.third_platform.profile import DIRECTORY, NAME, PROCESS

STACK = "third"


@pytest.fixture(autouse=True)
def _rack() -> Iterator[None]:
    with registered():
        yield


def tree(folder: Path, **deployment: Any) -> Path:
    """A tree of the repository with one more stack file."""
    shutil.copytree(ROOT / "stacks", folder / "stacks")
    shutil.copy(ROOT / "__main__.py", folder)
    document = {"tier": "dev", "platform": NAME, **deployment}
    # YAML takes JSON.
    (folder / "stacks" / f"Pulumi.{STACK}.yaml").write_text(
        json.dumps({"config": {"sorcha:deployment": document}})
    )
    return folder


def explanation(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    status = main(["explain", "--stack", STACK, "--stacks", str(folder / "stacks"), *arguments])
    output = capsys.readouterr()
    return status, output.out + output.err


def review(before: Path, after: Path) -> str:
    return comment([judge(offline.change(STACK, look(before, STACK), look(after, STACK)))])


def test_a_stack_is_built(tmp_path: Path) -> None:
    """The program itself runs: settings, components, seam, outputs."""
    view = look(tree(tmp_path / "tree", services={"gateway": {"replicas": 2}}), STACK)
    assert not {"refused", "failed"} & view.keys(), view
    resources = [resource(entry) for entry in view["resources"]]
    processes = [entry.name for entry in resources if entry.type == PROCESS]
    assert {"gateway-0", "gateway-1", "validator-0", "postgres-0", "mongo-0", "redis-0"} <= set(processes)
    assert all(entry.protect for entry in resources if entry.type == DIRECTORY)
    postgres = next(entry for entry in resources if entry.name == "postgres-0" and entry.type == PROCESS)
    assert postgres.inputs["password"].startswith("[secret]")


def test_a_stack_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tree(tmp_path / "tree", services={"gateway": {"replicas": 2}}, rack={"row": 7})
    status, text = explanation(folder, capsys)
    assert status == 0, text
    assert "dev on rack" in text
    assert re.search(r"- rack `rack`: \d+ processes, 3 volumes", text)
    assert "rack.row                     7" in text
    status, text = explanation(folder, capsys, "--lose", "gateway-0")
    assert status == 0, text
    assert "gateway" in text


def test_a_change_is_reviewed(tmp_path: Path) -> None:
    """The platform's own replacements, reader and consequences are asked."""
    before = tree(tmp_path / "before")
    after = tree(tmp_path / "after", rack={"row": 2}, services={"tenant": {"replicas": 2}})
    text = review(before, after)
    assert "the disks move to another row" in text
    assert "rack.row" in text
    assert "tenant-1" in text
    assert "data at risk" in text, "a directory that holds data is replaced"
    assert review(before, tree(tmp_path / "same")) == "", "nothing to tell"


@pytest.mark.parametrize(
    ("deployment", "key"),
    [
        ({"rack": {"row": 0}}, "rack.row"),
        ({"rack": {"row": 13}}, "rack.row"),
        ({"rack": {"column": 1}}, "rack.column"),
        ({"docker": {"hosts": ["ssh://a@b"]}}, "docker"),
        ({"kubernetes": {"namespace": "x"}}, "kubernetes"),
        ({"mongo": {"topology": "replicaSet"}}, "mongo.topology"),
    ],
)
def test_what_a_rack_has_not_is_refused_by_its_key(
    tmp_path: Path, deployment: dict[str, Any], key: str
) -> None:
    view = look(tree(tmp_path / "tree", **deployment), STACK)
    assert f"sorcha:deployment.{key}" in view["refused"]
    assert view["resources"] == []


def test_another_platform_refuses_the_keys_of_a_rack(tmp_path: Path) -> None:
    view = look(tree(tmp_path / "tree", platform="docker", rack={"row": 1}), STACK)
    assert "sorcha:deployment.rack" in view["refused"]


def test_the_schema_follows_the_register() -> None:
    """Editors would else mark the keys of a platform that runs."""
    assert "rack" in settings_schema()["properties"]
    assert NAME in [profile.name for profile in profiles()]
