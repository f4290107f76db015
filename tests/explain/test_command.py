"""`python -m sorcha_infra explain`: its content, formats and exit status."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sorcha_infra.__main__ import main
from sorcha_infra.domain.rules import RULES
from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.explain.command import FORMATS, SUCCESS, UNUSABLE
from sorcha_infra.explain.components import PROMISE_COLUMNS
from sorcha_infra.paths import ROOT
from sorcha_infra.profiles import profiles

STACKS = ("dev", "prod-small", "prod-large")


def output(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = SUCCESS) -> str:
    assert main(["explain", *arguments]) == status
    streams = capsys.readouterr()
    return streams.err if status else streams.out


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("form", FORMATS)
def test_every_stack_in_every_form_is_the_same_twice(
    stack: str, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Text that varies between runs cannot be committed."""
    first = output(capsys, "--stack", stack, "--as", form)
    assert first == output(capsys, "--stack", stack, "--as", form)
    assert "generated-" not in first


def test_all_parts_of_the_issue_are_present(capsys: pytest.CaptureFixture[str]) -> None:
    text = output(capsys, "--stack", "prod-small")
    for column in PROMISE_COLUMNS[:-1]:
        assert re.search(rf"^  component .*  {column}", text, re.MULTILINE), column
    for fact in ("recommended", "configured", "reason", "meanwhile"):
        assert re.search(rf"^- {fact}: \S", text, re.MULTILINE), fact
    assert re.search(r"^  postgres +2 +1 failure +1 +25 s \(bound\) +nothing$", text, re.MULTILINE)
    for title in ("Promises", "Failure domains", "Ports of the machine", "Volumes", "Topology", "Values"):
        assert f"## {title}" in text
    assert "services.tenant.replicas     2  (table: '2 instances'" in text
    assert "publicUrl                    https://sorcha.example.com  (stack file" in text
    assert "wallet-keys       keys of all wallets" in text
    assert "Single failure domain" in text


def test_a_changed_value_shows_its_origin(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for file in (ROOT / "stacks").glob("*.yaml"):
        (tmp_path / file.name).write_text(file.read_text())
    (tmp_path / "Pulumi.own.yaml").write_text(
        "config:\n  sorcha:deployment:\n    tier: dev\n    platform: docker\n"
        "    services: {tenant: {replicas: 2}}\n    postgres: {topology: managed, host: db.example.com}\n"
    )
    text = output(capsys, "--stack", "own", "--stacks", str(tmp_path))
    assert "services.tenant.replicas     2  (stack file: default 1)" in text
    assert re.search(r"### postgres\n\n- recommended: .*\n- configured: managed", text)


_MANAGED = (
    "config:\n  sorcha:deployment: {tier: dev, platform: docker, "
    "postgres: {topology: managed, host: db.example.com}}\n"
)


@pytest.mark.parametrize("stack", ["prod-large", "managed"])
def test_an_unbuilt_part_is_reported_and_its_services_are_drawn(
    stack: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """An unbuilt platform, or a managed store on Docker."""
    for file in (ROOT / "stacks").glob("*.yaml"):
        (tmp_path / file.name).write_text(file.read_text())
    (tmp_path / "Pulumi.managed.yaml").write_text(_MANAGED)
    location = ("--stack", stack, "--stacks", str(tmp_path))
    text = output(capsys, *location)
    assert "- unknown: not built yet" in text.partition("## Failure domains")[2]
    assert "### postgres" in text
    drawing = output(capsys, *location, "--as", "svg")
    chart = output(capsys, *location, "--as", "mermaid")
    data = json.loads(output(capsys, *location, "--as", "json"))
    assert {part["name"] for part in data["parts"]} == set(ServiceName)
    for name in ServiceName:
        assert f">{name}</text>" in drawing
        assert f'["{name} × ' in chart
    assert drawing.count(", not built yet</text>") == len(ServiceName)
    refusal = output(capsys, *location, "--lose", "tenant-0", status=UNUSABLE)
    assert "tenant-0: is not a node of this stack, which is not built yet and has none." in refusal


def test_the_drawing_is_complete_and_shows_the_losses(capsys: pytest.CaptureFixture[str]) -> None:
    whole = ElementTree.fromstring(output(capsys, "--stack", "prod-small", "--as", "svg"))
    loss = ElementTree.fromstring(
        output(capsys, "--stack", "prod-small", "--as", "svg", "--lose", "mongo-1", "--lose", "edge-0")
    )

    def members(tree: ElementTree.Element, kind: str) -> set[str]:
        boxes = [element for element in tree if element.get("class") == kind]
        return {str(box[0].text) for box in boxes}

    assert members(whole, "member lost") == set()
    assert members(loss, "member lost") == {"mongo-1", "edge-0"}
    assert members(whole, "member") == members(loss, "member") | members(loss, "member lost")
    assert "http" not in ElementTree.tostring(whole).decode().replace("http://www.w3.org/2000/svg", "")


def test_no_part_of_the_drawing_is_outside_or_overlaps_another(capsys: pytest.CaptureFixture[str]) -> None:
    for stack in STACKS:
        tree = ElementTree.fromstring(output(capsys, "--stack", stack, "--as", "svg"))
        boxes = [element for element in tree if str(element.get("class")).startswith("part ")]
        corners = [(float(element.get("x", 0)), float(element.get("y", 0))) for element in boxes]
        width, height = float(tree.get("width", 0)), float(tree.get("height", 0))
        parts = json.loads(output(capsys, "--stack", stack, "--as", "json"))["parts"]
        assert len(set(corners)) == len(corners) == len(parts) >= 8
        assert all(0 < x < width - 112 and 0 < y < height - 58 for x, y in corners)
        rows: dict[float, list[float]] = {}
        for x, y in corners:
            rows.setdefault(y, []).append(x)
        for row in rows.values():
            assert all(
                second - first >= 112 for first, second in zip(sorted(row), sorted(row)[1:], strict=False)
            )


def test_mermaid_names_every_part_before_it_draws_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    lines = output(capsys, "--stack", "prod-small", "--as", "mermaid").splitlines()
    nodes = {match[1] for line in lines if (match := re.match(r" {6}(\w+)\[", line))} | {"users"}
    ends = {end for line in lines if "->" in line for end in re.findall(r"(?:^|> ?)\s*(\w+)", line)}
    assert lines[0] == "flowchart TB"
    assert ends <= nodes
    assert len(nodes) > 15


def test_json_is_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(output(capsys, "--stack", "prod-small", "--as", "json", "--lose", "postgres-0"))
    assert data["tier"] == "prod-small"
    assert data["loss"]["lost"] == ["postgres-0"]
    assert {"name": "postgres", "state": "works with fewer", "why": "1 of 2 left", "pause": 25} in data[
        "loss"
    ]["parts"]


@pytest.mark.parametrize(
    ("node", "verdict"),
    [
        ("postgres-0", "Fully functional after at most 25 s; no data is lost."),
        ("tenant-key-ring", "Partial outage: tenant; data is lost."),
        ("edge-0", "Outage: no request reaches a gateway; no data is lost."),
        ("machine", "Outage: no request reaches a gateway; data is lost."),
        ("sentinel-0", "Fully functional; no data is lost."),
    ],
)
def test_a_loss_begins_with_the_verdict(node: str, verdict: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = output(capsys, "--stack", "prod-small", "--lose", node)
    assert f"**{verdict}**" in text
    assert text.startswith(f"## prod-small without {node}")


def test_a_loss_lists_failures_and_lost_data(capsys: pytest.CaptureFixture[str]) -> None:
    text = output(capsys, "--stack", "prod-small", "--lose", "wallet-keys", "--lose", "volume:mongo-0")
    assert "- wallet: signatures" in text
    assert "- wallet-keys: **permanently lost without a backup**: keys of all wallets" in text
    assert "- mongo-0: 2 other copies" in text
    assert "Unaffected: edge," in text


def test_an_unknown_member_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    text = output(capsys, "--stack", "dev", "--lose", "tenant-1", status=UNUSABLE)
    assert "tenant-1: is not a node of this stack; the nearest name is tenant-0. Expected one of " in text
    assert "volume:postgres-0" in text


def test_a_missing_stack_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    text = output(capsys, "--stack", "nowhere", status=UNUSABLE)
    assert text.startswith("error: stacks/Pulumi.nowhere.yaml: ")
    assert "prod-large, prod-small" in text
    assert "    Fix: " in text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("config:\n  sorcha:deployment: {tier: none, platform: docker}\n", "sorcha:deployment.tier"),
        ("config: {sorcha:deployment: [}\n", "is not valid YAML"),
        ("{}\n", "sorcha:deployment.tier"),
    ],
)
def test_a_stack_file_that_cannot_be_resolved_is_reported(
    content: str, message: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in ("recommendations.yaml", "images.yaml"):
        (tmp_path / name).write_text((ROOT / "stacks" / name).read_text())
    (tmp_path / "Pulumi.bad.yaml").write_text(content)
    assert message in output(capsys, "--stack", "bad", "--stacks", str(tmp_path), status=UNUSABLE)


def test_the_matrix_has_a_row_for_each_rule_and_a_mark_for_each_gate(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = output(capsys, "--rules").splitlines()[2:]
    configuration = len(RULES) + sum(len(profile.rules) for profile in profiles())
    resources = sum(len(profile.invariants.all) for profile in profiles())
    assert len(rows) == configuration + resources
    marks = [tuple(cell.strip() for cell in row.split(" |")[-4:-1]) for row in rows]
    assert marks[:configuration] == [("●", "", "●")] * configuration
    assert marks[configuration:] == [("", "●", "●")] * resources


def test_colours_are_for_terminals_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for no_color in (True, False):
        terminal = Terminal()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", terminal)
            patch.setenv("NO_COLOR", "1") if no_color else patch.delenv("NO_COLOR", raising=False)
            assert main(["explain", "--stack", "dev"]) == SUCCESS
        assert ("\033" in terminal.getvalue()) is not no_color
    assert "\033" not in output(capsys, "--stack", "dev")


def test_help_is_enough() -> None:
    """From a shell, without an environment of Pulumi."""
    text = subprocess.run(
        [sys.executable, "-m", "sorcha_infra", "explain", "--help"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for word in ("--stack", "--lose", "--as", "--rules", "exit status", "examples", "network."):
        assert word in text
