"""Comparison of the stacks of two trees, without an engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from sorcha_infra.domain.change import Change, Op, Presence
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.promises import plain
from sorcha_infra.domain.verdict import Topic, Verdict
from sorcha_infra.paths import ROOT
from sorcha_infra.render.tree import look
from sorcha_infra.review.judge import judge
from sorcha_infra.review.offline import change, with_namesakes
from sorcha_infra.review.rules import reasons
from tests.review import samples
from tests.review.samples import before_targets, deployment, plan, promises, small, small_plan, spec

CERTIFICATE = "-----BEGIN CERTIFICATE-----\nexample\n-----END CERTIFICATE-----\n"


def dev_rendering(**fields: Any) -> dict[str, Any]:
    return {**payload(deployment({})), "resources": plan(), "problems": [], **fields}


def payload(deployment: Deployment) -> dict[str, Any]:
    """A deployment and its promises, serialized by a tree."""
    return {"deployment": spec(deployment), "promises": plain(promises(deployment))}


def test_members_are_counted_by_role() -> None:
    """A pool of two rolls; a pool of one is down."""
    pair = dev_rendering(resources=plan(json.dumps({"services": {"tenant": {"replicas": 2}}})))
    assert change("dev", pair, pair).members["tenant"] == 2
    assert "tenant-accounts" not in change("dev", pair, pair).members, "a job is not a member"


def small_rendering(**settings: Any) -> dict[str, Any]:
    return {**payload(small(**settings)), "resources": small_plan(json.dumps(settings)), "problems": []}


def test_the_promises_have_the_rendered_members() -> None:
    """A preview has changed resources only; the promises have the number of members."""
    for rendering in (dev_rendering(), small_rendering()):
        change_of_nothing = change("any", rendering, rendering)
        for by_role in (change_of_nothing.promises_before, change_of_nothing.promises_after):
            counts = {role: len(promise.members) for role, promise in by_role.items() if promise.members}
            assert counts == change_of_nothing.members


def test_promises_of_an_older_base_count_as_missing() -> None:
    """Their keys were others: `survives`, `certainty` (before 2026-11-28)."""
    old = dev_rendering()
    for promise in old["promises"]:
        promise["survives"] = promise.pop("tolerates")
    comparison = change("dev", old, dev_rendering())
    assert comparison.promises_before == {}
    assert comparison.promises_after


def test_a_third_tenant_rolls_in_small_production() -> None:
    """The example of the issue: a change of `services.tenant.replicas` from 2 to 3."""
    judgement = judge(
        change("prod-small", small_rendering(), small_rendering(services={"tenant": {"replicas": 3}}))
    )
    assert judgement.verdict is Verdict.ROLLS
    assert [difference.text for difference in judgement.differences] == ["tenant 2 → 3 replicas"]
    assert {(step.op, step.name) for step in judgement.change.leaves} == {
        (Op.CREATE, "tenant-2"),
        (Op.REPLACE, "gateway-0"),
        (Op.REPLACE, "gateway-1"),
    }
    assert not judgement.needs_approval


def test_a_newly_refused_stack_has_no_steps() -> None:
    """With steps the comment would report every resource as deleted."""
    refusal = change("dev", dev_rendering(), dev_rendering(resources=[], refused="two validators"))
    assert (refusal.steps, refusal.refusal, refusal.refusal_before) == ((), "two validators", "")


def test_a_stack_that_is_no_longer_refused_is_new() -> None:
    acceptance = change("dev", dev_rendering(resources=[], refused="not built"), dev_rendering())
    assert (acceptance.presence, acceptance.refusal_before) == (Presence.NEW, "not built")
    assert {step.op for step in acceptance.steps} == {Op.CREATE}
    [reason] = [entry for entry in reasons(acceptance) if entry.topic is Topic.STACK]
    assert reason.text.startswith("the base is refused, and this change can be deployed. ")
    refusal = change("dev", *2 * [dev_rendering(resources=[], refused="not built")])
    assert (refusal.presence, refusal.steps) == (Presence.KEPT, ())


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ({}, {"a": "1"}, {"a": "given"}),
        ({"a": "1"}, {}, {"a": "removed"}),
        ({"a": "1"}, {"a": "2"}, {"a": "set again"}),
        ({"a": "1"}, {"a": "1"}, {}),
    ],
)
def test_given_secrets_are_comparison(before: Any, after: Any, changes: Any) -> None:
    assert change("dev", dev_rendering(given=before), dev_rendering(given=after)).secrets == changes


def installation_change(before: str | None, after: str) -> Change:
    old = None if before is None else deployment({"installation": before})
    return samples.change(before=old, after=deployment({"installation": after}))


def test_a_new_duplicate_installation_is_reported_and_an_old_one_is_not() -> None:
    changes = with_namesakes(
        {
            "a": installation_change("one", "one"),
            "b": installation_change(None, "one"),
            "c": installation_change("two", "two"),
        }
    )
    assert {stack: entry.namesakes for stack, entry in changes.items()} == {"a": ("b",), "b": ("a",), "c": ()}
    stacks = with_namesakes({"a": installation_change("one", "one"), "b": installation_change("one", "one")})
    assert {entry.namesakes for entry in stacks.values()} == {()}


def test_duplicate_installations_are_comparison_with_a_base_without_targets() -> None:
    installation = deployment({"installation": "one"})
    first = samples.change(before=before_targets(installation), after=installation)
    second = samples.change(before=before_targets(deployment({"installation": "two"})), after=installation)
    assert {entry.namesakes for entry in with_namesakes({"a": first, "b": first}).values()} == {()}
    assert with_namesakes({"a": first, "b": second})["b"].namesakes == ("a",)


def tree(folder: Path, config: dict[str, Any]) -> Path:
    """This program with its own stack file."""
    for name in ("sorcha_infra", "__main__.py"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "stacks").mkdir()
    for name in ("recommendations.yaml", "images.yaml"):
        (folder / "stacks" / name).symlink_to(ROOT / "stacks" / name)
    (folder / "stacks/Pulumi.x.yaml").write_text(yaml.safe_dump({"config": config}))
    return folder


def test_no_secret_and_no_ciphertext_is_serialized(tmp_path: Path) -> None:
    secrets = {"sorcha:redisPassword": {"secure": "v1:cipher:text"}}
    rendering = look(
        tree(tmp_path, {"sorcha:deployment": {"tier": "dev", "platform": "docker"}, **secrets}), "x"
    )
    assert "failed" not in rendering
    assert "refused" not in rendering
    text = json.dumps(rendering)
    assert "cipher" not in text
    assert "generated-" not in text
    assert rendering["given"]["sorcha:redisPassword"].startswith("[secret] ")


def test_a_certificate_with_an_encrypted_key_is_not_refused(tmp_path: Path) -> None:
    """The program cannot compare an encrypted key with its certificate."""
    settings = {"tier": "dev", "platform": "docker", "publicUrl": "https://localhost:8443"}
    settings["edge"] = {"kind": "haproxy", "certificate": CERTIFICATE}  # type: ignore[assignment]
    key = {"sorcha:edgePrivateKey": {"secure": "v1:of:it"}}
    rendering = look(tree(tmp_path, {"sorcha:deployment": settings, **key}), "x")
    assert rendering.get("refused", "") == ""
    assert rendering["deployment"]["edge"]["certificate"] == CERTIFICATE
    assert [problem for problem in rendering["problems"] if problem["path"] == "sorcha:edgePrivateKey"] == []


def test_a_stack_file_that_is_not_utf_8_is_reported(tmp_path: Path) -> None:
    folder = tree(tmp_path, {})
    (folder / "stacks/Pulumi.x.yaml").write_bytes(b"config:\n\xff\xfe")
    assert "the stack file is not valid UTF-8 at byte 8" in look(folder, "x")["failed"]


def test_a_stack_file_that_is_not_yaml_is_reported(tmp_path: Path) -> None:
    folder = tree(tmp_path, {})
    (folder / "stacks/Pulumi.x.yaml").write_text('config:\n  sorcha:redisPassword: "hunter2\n')
    failure = look(folder, "x")["failed"]
    assert "the stack file is not valid YAML: found unexpected end of stream (line 3)" in failure
    assert "hunter2" not in failure
