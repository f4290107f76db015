"""Reader of previews: output of the CLI, and a message for each unusable file."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from sorcha_infra.console import UserError
from sorcha_infra.domain.change import Op, Presence, Step
from sorcha_infra.review.mask import SECRET, UNKNOWN
from sorcha_infra.review.preview import read
from tests.review.samples import preview


def document(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(preview(name).read_text())
    return content


def preview_file(folder: Path, content: object) -> Path:
    path = folder / "preview.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def steps(name: str) -> dict[str, Step]:
    return {
        f"{step.resource.type.rpartition(':')[2]} {step.name}": step for step in read(preview(name))[0].steps
    }


def test_a_second_tenant_is_a_new_container_and_a_replaced_gateway() -> None:
    steps_by_name = steps("tenants")
    assert {name: step.op for name, step in steps_by_name.items()} == {
        "ServicePool tenant": Op.UPDATE,
        "Container tenant-1": Op.CREATE,
        "Container gateway-0": Op.REPLACE,
    }
    assert steps_by_name["Container gateway-0"].causes == ("envs",)
    assert steps_by_name["Container tenant-1"].component == "tenant"
    assert not steps_by_name["ServicePool tenant"].resource.custom


def test_the_stack_resource_alone_is_not_a_change() -> None:
    change, values = read(preview("same"))
    assert (change.stack, change.presence, change.steps, change.refusal) == ("dev", Presence.KEPT, (), "")
    assert json.loads(values["sorcha:deployment"])["tier"] == "dev"


def test_a_stack_that_was_never_deployed_is_new() -> None:
    assert read(preview("new"))[0].presence is Presence.NEW


def test_a_consequence_of_another_replacement_has_no_cause() -> None:
    steps_by_name = steps("subnet")
    assert steps_by_name["Network network"].causes == ("ipamConfigs",)
    assert {step.causes for step in steps_by_name.values() if step.name != "network"} == {()}


def test_a_refusal_of_the_program_is_kept_without_the_text_of_the_cli() -> None:
    refusal = read(preview("refused"))[0].refusal
    assert refusal.startswith("stacks/Pulumi.dev.yaml: 1 problem")
    assert "unhandled error" not in refusal


def test_a_protected_volume_is_reported_by_its_name() -> None:
    change, _ = read(preview("renamed"))
    refusals = change.refusal.splitlines()
    assert "postgres-0 is protected, so the engine neither replaces nor deletes it" in refusals
    assert steps("renamed")["Volume postgres-0"].protected


def test_a_given_secret_is_noticed_and_not_shown() -> None:
    change, _ = read(preview("wallet"))
    assert change.secrets == {"sorcha:walletKeyMaterial": "given"}
    assert steps("wallet")["Container wallet-0"].after["uploads"] == SECRET


def test_the_halves_of_a_replacement_are_one_step(tmp_path: Path) -> None:
    whole = document("tenants")
    [replacement] = [raw for raw in whole["steps"] if raw["op"] == "replace"]
    halves = [{**replacement, "op": op} for op in ("delete-replaced", "replace", "create-replacement")]
    for order in (halves, halves[::-1]):
        change, _ = read(preview_file(tmp_path, {**whole, "steps": order}))
        assert [(step.op, step.causes) for step in change.steps] == [(Op.REPLACE, ("envs",))]


def test_unknown_fields_are_ignored(tmp_path: Path) -> None:
    """A newer CLI must not need a newer review."""
    newer = document("tenants")
    newer["schema"] = {"version": 9}
    newer["diagnostics"].append("a text")
    for raw in newer["steps"]:
        raw["impact"] = {"cost": 1}
        for side in ("oldState", "newState"):
            if side in raw:
                raw[side]["views"] = [None]
    assert read(preview_file(tmp_path, newer)) == read(preview("tenants"))


def test_missing_fields_are_not_an_error(tmp_path: Path) -> None:
    urn = "urn:pulumi:dev::sorcha::docker:index/volume:Volume::data"
    change, values = read(preview_file(tmp_path, {"steps": [{"op": "delete", "urn": urn}], "config": None}))
    assert [(step.op, step.resource.type, step.name) for step in change.steps] == [
        (Op.DELETE, "docker:index/volume:Volume", "data")
    ]
    assert values == {}


def test_an_unknown_kind_of_step_is_reported(tmp_path: Path) -> None:
    newer = document("same")
    newer["steps"].append({"op": "teleport", "urn": "urn:pulumi:dev::sorcha::a:b:C::x"})
    assert read(preview_file(tmp_path, newer))[0].unknown_ops == ("teleport",)


def test_an_unknown_value_is_marked() -> None:
    assert steps("new")["Container peer-0"].after["image"] == UNKNOWN


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(
            preview("tenants").read_text()[:9000],
            "is cut off after 9000 characters, in a value that begins at line",
            id="cut",
        ),
        pytest.param('{"steps": ' + 100_000 * "[", "lists nested too deeply", id="deep"),
        pytest.param('{"steps": [], "a": "\\ud800"}', "half a character", id="half a character"),
        pytest.param(
            '{"steps": [',
            "is cut off after 11 characters, in a value that begins at line 1, column 12",
            id="cut after a bracket",
        ),
        pytest.param('{"steps": [}', "is not valid JSON (Expecting value at line 1, column 12)", id="broken"),
        pytest.param("", "is empty, because the command that wrote it failed", id="empty"),
        pytest.param('{"steps": []}\n{"steps": []}', "has a second document at line 2", id="events"),
        pytest.param([1], "is not a preview. Expected a mapping with a list `steps`", id="a list"),
        pytest.param({"steps": {}}, "is not a preview. Expected a mapping with a list `steps`", id="no list"),
        pytest.param({"resources": 1}, "its keys are resources", id="something else"),
        pytest.param(
            {"steps": [{"op": "create", "urn": "u"}, 5]}, "has no string `op` in steps[1]", id="no step"
        ),
        pytest.param({"steps": [{"op": "create"}]}, "has no string `urn` in steps[0]", id="no urn"),
        pytest.param(
            {"steps": [{"op": "same", "urn": f"urn:pulumi:{name}::p::t:t:T::n"} for name in "ab"]},
            "contains more than one stack (a, b)",
            id="two stacks",
        ),
    ],
)
def test_an_unusable_preview_is_reported_by_file_and_place(
    tmp_path: Path, content: object, message: str
) -> None:
    path = preview_file(tmp_path, content)
    with pytest.raises(UserError) as caught:
        read(path)
    assert message in caught.value.message.text
    assert caught.value.message.path == str(path)
    assert caught.value.message.fixes[0]


def test_a_missing_file_and_a_binary_file_are_reported(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"cannot be read \(No such file"):
        read(tmp_path / "nowhere.json")
    (tmp_path / "preview.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match=r"cannot be read \(not UTF-8\)"):
        read(tmp_path / "preview.json")


def test_two_thousand_resources_are_read_in_seconds(tmp_path: Path) -> None:
    """A review must not time out on the largest change."""
    [replacement] = [raw for raw in document("tenants")["steps"] if raw["op"] == "replace"]
    entries = [{**replacement, "urn": f"{replacement['urn']}-{number}"} for number in range(2000)]
    path = preview_file(tmp_path, {"steps": entries})
    start = time.process_time()
    assert len(read(path)[0].steps) == 2000
    assert time.process_time() - start < 5
