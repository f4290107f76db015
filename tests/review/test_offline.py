"""What two trees make of their stacks, side by side."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from sorcha_infra.render.tree import look
from sorcha_infra.domain.change import Change, Op, Presence
from sorcha_infra.review.judge import judged
from sorcha_infra.review.members import expected
from sorcha_infra.review.offline import change, with_namesakes
from sorcha_infra.review.rules import reasons
from sorcha_infra.domain.verdict import Topic, Verdict
from tests.architecture.source import ROOT
from tests.review import samples
from tests.review.samples import plan, small, small_plan, spec

CERTIFICATE = "-----BEGIN CERTIFICATE-----\nof somebody\n-----END CERTIFICATE-----\n"


def looked(**more: Any) -> dict[str, Any]:
    return {"deployment": spec({}), "resources": plan(), "problems": [], **more}


def test_what_runs_is_counted_by_role() -> None:
    """A pool of two rolls; a pool of one is away."""
    grown = looked(resources=plan(json.dumps({"services": {"tenant": {"replicas": 2}}})))
    assert change("dev", grown, grown).members["tenant"] == 2
    assert "tenant-accounts" not in change("dev", grown, grown).members, "a job is no member"


def small_looked(**said: Any) -> dict[str, Any]:
    return {"deployment": small(**said), "resources": small_plan(json.dumps(said)), "problems": []}


def test_what_is_promised_is_what_is_rendered() -> None:
    """A preview names only what changes; the promises then say how many there are of each."""
    for one in (looked(), small_looked()):
        assert expected(one["deployment"]) == change("any", one, one).members


def test_a_third_tenant_rolls_in_small_production() -> None:
    """The issue's own example: what a reviewer of `services.tenant.replicas: 2 → 3` wants to know."""
    found = judged(change("prod-small", small_looked(), small_looked(services={"tenant": {"replicas": 3}})))
    assert found.verdict is Verdict.ROLLS
    assert [one.text for one in found.differences] == ["tenant 2 → 3 replicas"]
    assert {(step.op, step.name) for step in found.change.leaves} == {
        (Op.CREATE, "tenant-2"),
        (Op.REPLACE, "gateway-0"),
        (Op.REPLACE, "gateway-1"),
    }
    assert not found.needs_approval


def test_a_stack_that_is_refused_has_no_steps_against_one_that_is_not() -> None:
    """Else the comment would say that everything is deleted."""
    found = change("dev", looked(), looked(resources=[], refused="two validators"))
    assert (found.steps, found.refused, found.refused_before) == ((), "two validators", "")


def test_a_stack_that_was_refused_and_is_not_any_more_is_as_new() -> None:
    found = change("dev", looked(resources=[], refused="not built"), looked())
    assert (found.presence, found.refused_before) == (Presence.NEW, "not built")
    assert {step.op for step in found.steps} == {Op.CREATE}
    [reason] = [one for one in reasons(found) if one.kind is Kind.STACK]
    assert reason.text.startswith("the base refuses it, and from now on it can be deployed: ")
    kept = change("dev", *2 * [looked(resources=[], refused="not built")])
    assert (kept.presence, kept.steps) == (Presence.KEPT, ())


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({}, {"a": "1"}, {"a": "given"}),
        ({"a": "1"}, {}, {"a": "taken away"}),
        ({"a": "1"}, {"a": "2"}, {"a": "set again"}),
        ({"a": "1"}, {"a": "1"}, {}),
    ],
)
def test_given_secrets_are_compared(before: Any, after: Any, told: Any) -> None:
    assert change("dev", looked(given=before), looked(given=after)).secrets == told


def named(before: str | None, after: str) -> Change:
    old = None if before is None else spec({"installation": before})
    return samples.change(before=old, after=spec({"installation": after}))


def test_two_stacks_that_get_one_name_are_told_and_those_that_had_it_are_not() -> None:
    made = with_namesakes({"a": named("one", "one"), "b": named(None, "one"), "c": named("two", "two")})
    assert {stack: one.namesakes for stack, one in made.items()} == {"a": ("b",), "b": ("a",), "c": ()}
    kept = with_namesakes({"a": named("one", "one"), "b": named("one", "one")})
    assert {one.namesakes for one in kept.values()} == {()}


def tree(folder: Path, config: dict[str, Any]) -> Path:
    """This program with one stack file of its own."""
    for name in ("sorcha_infra", "__main__.py"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "stacks").mkdir()
    for name in ("recommendations.yaml", "images.yaml"):
        (folder / "stacks" / name).symlink_to(ROOT / "stacks" / name)
    (folder / "stacks/Pulumi.x.yaml").write_text(yaml.safe_dump({"config": config}))
    return folder


def test_no_secret_and_no_ciphertext_travels(tmp_path: Path) -> None:
    secrets = {"sorcha:redisPassword": {"secure": "v1:cipher:text"}}
    found = look(tree(tmp_path, {"sorcha:deployment": {"tier": "dev", "platform": "docker"}, **secrets}), "x")
    assert "failed" not in found
    assert "refused" not in found
    text = json.dumps(found)
    assert "cipher" not in text
    assert "generated-" not in text
    assert found["given"]["sorcha:redisPassword"].startswith("[secret] ")


def test_a_certificate_whose_key_only_the_passphrase_opens_is_no_refusal(tmp_path: Path) -> None:
    """Without the key nobody can say whether the two belong together."""
    deployment = {"tier": "dev", "platform": "docker", "publicUrl": "https://localhost:8443"}
    deployment["edge"] = {"kind": "haproxy", "certificate": CERTIFICATE}  # type: ignore[assignment]
    key = {"sorcha:edgePrivateKey": {"secure": "v1:of:it"}}
    found = look(tree(tmp_path, {"sorcha:deployment": deployment, **key}), "x")
    assert found.get("refused", "") == ""
    assert found["deployment"]["edge"]["certificate"] == CERTIFICATE
    assert [one for one in found["problems"] if one["path"] == "sorcha:edgePrivateKey"] == []


def test_a_stack_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    folder = tree(tmp_path, {})
    (folder / "stacks/Pulumi.x.yaml").write_bytes(b"config:\n\xff\xfe")
    assert "the stack file is no text in UTF-8: byte 8" in look(folder, "x")["failed"]


def test_a_stack_file_that_is_no_yaml_is_told(tmp_path: Path) -> None:
    folder = tree(tmp_path, {})
    (folder / "stacks/Pulumi.x.yaml").write_text('config:\n  sorcha:redisPassword: "hunter2\n')
    failed = look(folder, "x")["failed"]
    assert "the stack file is no YAML: line " in failed
    assert "hunter2" not in failed
