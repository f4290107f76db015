"""The command on a real clone with a branch, or on previews: its output and its exit status."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from sorcha_infra.__main__ import main
from sorcha_infra.console import UserError
from sorcha_infra.domain.change import Presence, Source
from sorcha_infra.domain.verdict import Topic, Verdict
from sorcha_infra.paths import ROOT
from sorcha_infra.review.command import NEEDS_APPROVAL, NOTHING_TO_APPROVE, UNUSABLE, review
from sorcha_infra.review.judge import Judgement
from tests.review.samples import preview
from tests.source.modules import files

STACKS = Path("stacks")
MATERIAL = "sorcha:walletKeyMaterial"


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def clone(folder: Path) -> Path:
    """The program and its stacks, committed as a base, with a given secret."""
    for path in files():
        if path.startswith(("sorcha_infra/", "stacks/")) or path in ("__main__.py", "Pulumi.yaml"):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, folder / path)
    for name in ("prod-small", "prod-large"):
        (folder / STACKS / f"Pulumi.{name}.yaml").unlink()
    edit(folder, "dev", {MATERIAL: {"secure": "v1:one:secret"}})
    shutil.copy(folder / STACKS / "Pulumi.dev.yaml", folder / STACKS / "Pulumi.gone.yaml")
    git(folder, "init", "-q", "-b", "base")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "base")
    return folder


def edit(folder: Path, stack: str, values: Mapping[str, object]) -> None:
    file = folder / STACKS / f"Pulumi.{stack}.yaml"
    content = yaml.safe_load(file.read_text())
    content["config"] |= values
    file.write_text(yaml.safe_dump(content))


@pytest.fixture(scope="module")
def branch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One more tenant, the secret set again, a stack file deleted and one added, changed code."""
    folder = clone(tmp_path_factory.mktemp("clone"))
    git(folder, "checkout", "-qb", "branch")
    tenants = {"tier": "dev", "platform": "docker", "services": {"tenant": {"replicas": 2}}}
    edit(folder, "dev", {"sorcha:deployment": tenants, MATERIAL: {"secure": "v1:two:secret"}})
    (folder / STACKS / "Pulumi.gone.yaml").rename(folder / STACKS / "Pulumi.new.yaml")
    stores = folder / "sorcha_infra/domain/stores.py"
    stores.write_text(stores.read_text().replace("stop_seconds=30,", "stop_seconds=31,"))
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "branch")
    return folder


@pytest.fixture(scope="module")
def judgements(branch: Path) -> dict[str, Judgement]:
    never_deployed = preview("new")
    return {judgement.change.stack: judgement for judgement in review(branch, [never_deployed], "base")}


def topics(judgement: Judgement) -> set[Topic]:
    return {reason.topic for reason in judgement.reasons}


def test_a_branch_is_compared_with_the_base_without_engine_or_state(judgements: dict[str, Judgement]) -> None:
    dev = judgements["dev"]
    assert dev.change.source is Source.OFFLINE
    assert "tenant 1 → 2 replicas" in [difference.text for difference in dev.differences]
    assert {"tenant-1", "gateway-0"} <= {step.name for step in dev.change.leaves}


def test_each_tree_is_rendered_with_its_own_code(judgements: dict[str, Judgement]) -> None:
    """A change of the program alone must be reported, too."""
    [redis] = [step for step in judgements["dev"].change.leaves if step.name == "redis-0"]
    assert (redis.before["stopTimeout"], redis.after["stopTimeout"]) == (30, 31)
    assert Topic.STATEFUL in topics(judgements["dev"])


def test_a_secret_that_was_set_again_is_noticed_by_its_ciphertext(judgements: dict[str, Judgement]) -> None:
    assert judgements["dev"].change.secrets == {MATERIAL: "set again"}
    assert judgements["dev"].verdict is Verdict.DATA
    assert {"wallet-0", "wallet-keys"} <= {step.name for step in judgements["dev"].change.leaves}


def test_an_added_and_a_deleted_stack_file_are_reported(judgements: dict[str, Judgement]) -> None:
    new, old = judgements["new"], judgements["gone"]
    assert (new.change.presence, new.verdict, new.needs_approval) == (Presence.NEW, Verdict.ROLLS, False)
    assert (old.change.presence, old.verdict, old.needs_approval) == (Presence.DELETED, Verdict.DATA, True)
    assert old.change.leaves == ()


def test_newer_commits_of_the_base_are_not_part_of_the_change(branch: Path) -> None:
    """The comparison starts at the merge base."""
    git(branch, "checkout", "-q", "base")
    edit(
        branch, "gone", {"sorcha:deployment": {"tier": "dev", "platform": "docker", "publicUrl": "http://x"}}
    )
    git(branch, "commit", "-qam", "newer")
    git(branch, "checkout", "-q", "branch")
    [judgement] = review(branch, [], "base", ["gone"])
    assert judgement.change.before is not None
    assert judgement.change.before["publicUrl"] == "http://localhost:8080"
    git(branch, "branch", "-qf", "base", "base~1")


def test_a_failure_of_the_program_is_reported_on_both_sides(tmp_path: Path) -> None:
    """A broken base must not hide changes, and a broken branch must not look harmless."""
    folder = clone(tmp_path)
    program = folder / "__main__.py"
    source = program.read_text()
    program.write_text("1 / 0\n")
    [failure] = review(folder, [], "base", ["dev"])
    assert failure.verdict is Verdict.REFUSED
    assert "ZeroDivisionError in __main__.py, line 1" in failure.change.refusal
    git(folder, "commit", "-qam", "broken")
    program.write_text(source)
    [repair] = review(folder, [], "HEAD", ["dev"])
    assert (repair.verdict, topics(repair)) == (Verdict.DATA, {Topic.UNKNOWN})
    assert "ZeroDivisionError" in repair.reasons[0].text


def test_the_comparison_has_precedence_over_a_preview_of_a_new_stack(
    judgements: dict[str, Judgement],
) -> None:
    """A runner without the deployment's state would report every resource as new."""
    assert judgements["dev"].change.presence is Presence.KEPT


def test_a_preview_of_a_deployed_stack_is_joined_with_the_comparison(branch: Path) -> None:
    [judgement] = review(branch, [preview("tenants")], "base", ["dev"])
    assert judgement.change.source is Source.PREVIEW
    assert {step.name for step in judgement.change.leaves} == {"tenant-1", "gateway-0"}
    assert judgement.change.secrets == {MATERIAL: "set again"}
    assert "tenant 1 → 2 replicas" in [difference.text for difference in judgement.differences]


def test_the_promises_of_the_configuration_come_with_a_preview(branch: Path) -> None:
    """They count members that the preview lacks, and have the seconds of a reason."""
    [preview_judgement] = review(branch, [preview("tenants")], None)
    assert preview_judgement.change.promises_before == {}
    assert preview_judgement.change.promises_after["tenant"].members == ("tenant-0", "tenant-1")
    assert (
        preview_judgement.change.members_before("tenant"),
        preview_judgement.change.members_after("tenant"),
    ) == (1, 2)
    [combination] = review(branch, [preview("tenants")], "base", ["dev"])
    assert combination.change.promises_before["tenant"].members == ("tenant-0",)
    assert combination.change.promises_after["tenant"].members == ("tenant-0", "tenant-1")


@pytest.mark.parametrize(
    ("previews", "base", "stack_names", "message"),
    [
        ([], None, [], "^review: has no input. Expected a preview or --base"),
        ([preview("same")], None, ["prod-small"], "^--stack prod-small: matches no stack of the input"),
        (
            [preview("same"), preview("tenants")],
            None,
            [],
            "is a second preview of stack dev. Expected one preview per stack",
        ),
        ([], "nowhere", [], "^--base nowhere: is not a branch, tag or commit of this clone"),
    ],
)
def test_unusable_arguments_are_reported(
    branch: Path, previews: list[Path], base: str | None, stack_names: list[str], message: str
) -> None:
    with pytest.raises(UserError, match=message) as caught:
        review(branch, previews, base, stack_names)
    assert caught.value.message.fixes[0]


@pytest.mark.parametrize(
    ("name", "status"),
    [("same", NOTHING_TO_APPROVE), ("tenants", NOTHING_TO_APPROVE), ("wallet", NEEDS_APPROVAL)],
)
def test_the_exit_status_shows_whether_an_approval_is_needed(
    name: str, status: int, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    output = tmp_path / "comment.md"
    assert main(["review", str(preview(name)), "--output", str(output)]) == status
    assert bool(output.read_text()) is (name != "same")
    assert capsys.readouterr().out == ""


def test_unusable_input_is_reported_on_standard_error(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["review", str(tmp_path / "nowhere.json")]) == UNUSABLE
    output = capsys.readouterr()
    assert output.out == ""
    path = tmp_path / "nowhere.json"
    assert output.err.startswith(f"error: {path}: cannot be read (No such file or directory). Expected ")
    assert "\n    Fix: run `pulumi preview --json" in output.err


def test_an_unwritable_output_is_reported(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["review", str(preview("tenants")), "--output", str(tmp_path / "no/comment.md")]) == UNUSABLE
    assert "cannot be written" in capsys.readouterr().err


def test_without_git_there_is_no_base(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match=r"^--base: needs git, which is not on PATH\."):
        review(tmp_path, [], "base")


def test_without_a_terminal_there_are_no_colours(capsys: pytest.CaptureFixture[str]) -> None:
    main(["review", str(preview("tenants"))])
    assert "\033" not in capsys.readouterr().out
    main(["review", str(preview("same"))])
    output = capsys.readouterr()
    assert (output.out, output.err) == ("", "no stack changes\n")


def test_on_a_terminal_there_are_colours_unless_they_are_disabled(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for has_colours in (True, False):
        terminal = Terminal()
        monkeypatch.setattr(sys, "stdout", terminal)
        monkeypatch.setenv("NO_COLOR", "1") if not has_colours else monkeypatch.delenv(
            "NO_COLOR", raising=False
        )
        main(["review", str(preview("tenants"))])
        assert ("\033" in terminal.getvalue()) is has_colours


@pytest.mark.parametrize(
    ("status", "ends", "risk"),
    [(NOTHING_TO_APPROVE, 0, "no\n"), (NEEDS_APPROVAL, 0, "yes\n"), (UNUSABLE, UNUSABLE, None)],
)
def test_the_workflows_script_writes_what_is_posted(
    tmp_path: Path, status: int, ends: int, risk: str | None
) -> None:
    """`.github/workflows/pull-request.yml` runs it on the merge of a pull request."""
    python = tmp_path / "venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\necho "$*" >asked\necho comment >"$7"\nexit {status}\n')
    python.chmod(0o755)
    for name in ("b", "a"):
        (tmp_path / f"previews/{name}.json").parent.mkdir(exist_ok=True)
        (tmp_path / f"previews/{name}.json").touch()
    environment = {**os.environ, "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}
    command = [str(ROOT / ".github/scripts/review"), "HEAD^1", "previews", "out"]
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert result.returncode == ends
    expected = "-m sorcha_infra review --base HEAD^1 --output out/comment.md previews/a.json previews/b.json"
    assert (tmp_path / "asked").read_text() == f"{expected}\n"
    risk_file = tmp_path / "out/risk"
    assert (risk_file.read_text() if risk_file.exists() else None) == risk
    assert (tmp_path / "summary").exists() is (risk is not None)


def test_help_is_enough_to_use_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["review", "--help"])
    text = capsys.readouterr().out
    for word in ("--base", "--output", "exit status", "examples", "pulumi preview --json"):
        assert word in text
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "effect of a pull request on each stack" in capsys.readouterr().out
