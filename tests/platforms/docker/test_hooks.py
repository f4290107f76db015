"""Reports to the operator, and repairs, after the failure of a container."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pytest

from sorcha_infra.platforms.docker import hooks
from sorcha_infra.platforms.docker.engine import Autopsy
from tests.harness import Plan, Resource, Secret
from tests.harness.plan import CONTAINER


class Untouchable:
    """Placeholder of a secret in a hook's arguments; reading it is a leak."""

    def __getattribute__(self, name: str) -> Any:
        raise AssertionError(f"a hook looked into a secret: {name}")

    __str__ = __repr__ = __iter__ = __len__ = __bool__ = lambda self: self.seen


@dataclass
class FakeEngine:
    """An engine that notes what is asked of it."""

    autopsies: Mapping[str, Autopsy]
    fails_at: str = ""
    calls: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self) -> FakeEngine:
        self._note("connect", "")
        return self

    def autopsy(self, name: str) -> Autopsy | None:
        self._note("autopsy", name)
        is_removed = ("remove", name) in self.calls
        return None if is_removed else self.autopsies.get(name)

    def restart(self, name: str, seconds: int) -> None:
        assert seconds > 0, "a restart must be graceful"
        self._note("restart", name)

    def remove(self, name: str) -> None:
        self._note("remove", name)

    def _note(self, call: str, name: str) -> None:
        if call == self.fails_at:
            raise OSError(f"no answer to {call}")
        self.calls.append((call, name))

    @property
    def changes(self) -> list[tuple[str, str]]:
        return [(call, name) for call, name in self.calls if call in ("restart", "remove")]


@dataclass
class Messages:
    """What the operator reads."""

    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n".join([*self.errors, *self.warnings])


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> Messages:
    messages = Messages()
    monkeypatch.setattr(pulumi.log, "error", messages.errors.append)
    monkeypatch.setattr(pulumi.log, "warn", messages.warnings.append)
    return messages


def words(log: str) -> Autopsy:
    return Autopsy(state="running, exit code 0", health="exit 1: not yet", log=log)


def arguments(container: Resource, failures: int = 1, operation: str = "create") -> pulumi.ErrorHookArgs:
    """As the engine hands them over: an input that holds a secret anywhere is one secret."""
    container_inputs = {
        key: Untouchable() if "Secret()" in repr(value) else value for key, value in container.raw.items()
    }
    inputs: dict[str, Any] = {"old_inputs" if operation == "delete" else "new_inputs": container_inputs}
    return pulumi.ErrorHookArgs(
        urn=container.urn,
        id="",
        name=container.name,
        type=container.type,
        failed_operation=operation,
        errors=["container failed to be in healthy state"] * failures,
        **inputs,
    )


def run(plan: Plan, name: str, *, failures: int = 1, operation: str = "create") -> bool:
    """Calls the hook that the plan has for this container."""
    container = plan.named(name, CONTAINER)
    (hook,) = container.hooks["on_error"]
    again = plan.hooks[hook](arguments(container, failures, operation))
    assert isinstance(again, bool)
    return again


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    fake = FakeEngine(
        {
            "dev-tenant-0": words("the last line of the tenant"),
            "dev-register-0": words("the last line of the register"),
            "dev-ledger": words("height 0\nstill height 0"),
            "dev-wallet-keys": words("the key material is another one"),
            "dev-postgres-setup": words("no route"),
        }
    )
    monkeypatch.setattr(hooks, "Engine", fake)
    return fake


def test_the_secret_stand_in_notices_a_look(dev: Plan) -> None:
    """Else the tests below would prove nothing about secrets."""
    assert any(
        isinstance(value, Secret) for file in dev.named("ledger").raw["uploads"] for value in file.values()
    )
    with pytest.raises(AssertionError, match="looked into a secret"):
        str(arguments(dev.named("ledger")).new_inputs)


def test_a_container_that_fails_is_shown_with_its_last_log_lines(
    dev: Plan, engine: FakeEngine, messages: Messages
) -> None:
    """The provider's own sentence names neither cause nor exit code (provider-semantics §1.5)."""
    assert run(dev, "tenant-0") is False
    assert "dev-tenant-0" in messages.errors[0]
    assert "the last line of the tenant" in messages.errors[0]
    assert "exit 1: not yet" in messages.errors[0]
    assert "Fix: fix the cause and run the same command again" in messages.errors[0]
    assert engine.changes == []


@pytest.mark.parametrize("failures", [1, 2])
def test_a_service_that_gave_up_is_restarted_and_the_job_tried_again(
    dev: Plan, engine: FakeEngine, messages: Messages, failures: int
) -> None:
    """The register's bootstrap gives up while its probe is green (verified §g)."""
    assert run(dev, "ledger", failures=failures) is True
    assert sorted(engine.changes) == [("remove", "dev-ledger"), ("restart", "dev-register-0")]
    assert f"Restarting dev-register-0, attempt {failures} of 2" in messages.warnings[0]
    assert "still height 0" in messages.warnings[0]
    assert messages.errors == []


def test_the_third_failure_is_reported(dev: Plan, engine: FakeEngine, messages: Messages) -> None:
    """A repair without a bound hides a real fault permanently."""
    assert run(dev, "ledger", failures=3) is False
    assert engine.changes == [("remove", "dev-ledger")]
    assert "still height 0" in messages.errors[0]


@pytest.mark.parametrize("name", ["wallet-keys", "postgres-setup"])
def test_a_job_without_a_service_to_restart_is_reported(
    dev: Plan, engine: FakeEngine, messages: Messages, name: str
) -> None:
    """A restart cannot fix different key material; it would only hide the reason for minutes."""
    assert run(dev, name) is False
    assert engine.changes == [("remove", f"dev-{name}")]
    assert f"dev-{name}" in messages.errors[0]


def test_a_failed_job_does_not_stay_to_be_taken_for_done(
    dev: Plan, engine: FakeEngine, messages: Messages
) -> None:
    """A refresh forgets its failure; key material that was refused would then meet the wallet."""
    assert run(dev, "wallet-keys") is False
    assert engine.calls[-1] == ("remove", "dev-wallet-keys")
    assert "the key material is another one" in messages.errors[0]


def test_a_job_that_cannot_be_deleted_is_left(dev: Plan, engine: FakeEngine) -> None:
    assert run(dev, "wallet-keys", operation="delete") is False
    assert engine.changes == []


def test_nothing_is_restarted_when_the_service_is_gone(
    dev: Plan, engine: FakeEngine, messages: Messages
) -> None:
    """Removed by hand: the next `up` creates it, a restart cannot."""
    engine.autopsies = {"dev-ledger": words("no answer")}
    assert run(dev, "ledger") is False
    assert engine.changes == [("remove", "dev-ledger")]
    assert "no answer" in messages.errors[0]


@pytest.mark.parametrize("name", ["tenant-0", "ledger"])
@pytest.mark.parametrize("call", ["connect", "autopsy"])
def test_an_engine_that_does_not_answer_hides_nothing(
    dev: Plan, engine: FakeEngine, messages: Messages, name: str, call: str
) -> None:
    """An exception in a hook would replace the report of the failure."""
    engine.fails_at = call
    assert run(dev, name) is False
    assert f"dev-{name}" in messages.errors[0]


@pytest.mark.parametrize("call", ["restart", "remove"])
def test_a_repair_that_fails_shows_the_failure(
    dev: Plan, engine: FakeEngine, messages: Messages, call: str
) -> None:
    """The job's last log lines must still be readable."""
    engine.fails_at = call
    assert run(dev, "ledger") is False
    assert "still height 0" in messages.errors[0]
    assert f"no answer to {call}" in str(messages)


def test_a_container_that_was_never_created_needs_no_report(
    dev: Plan, engine: FakeEngine, messages: Messages
) -> None:
    """The provider's error (no image, port in use) says it already."""
    engine.autopsies = {}
    assert run(dev, "tenant-0") is False
    assert run(dev, "ledger") is False
    assert messages.errors == []


@pytest.mark.parametrize("name", ["tenant-0", "ledger"])
def test_a_failed_deletion_is_reported_like_any_failure(
    dev: Plan, engine: FakeEngine, messages: Messages, name: str
) -> None:
    """A deletion has no new inputs; nothing is restarted for it."""
    assert run(dev, name, operation="delete") is False
    assert f"dev-{name}" in messages.errors[0]
    assert engine.changes == []


def test_no_secret_is_shown(dev: Plan, engine: FakeEngine, messages: Messages) -> None:
    """Whatever fails, whichever container: a terminal and a CI log are public."""
    engine.autopsies = {container.inputs["name"]: words("words") for container in dev.containers}
    for container in dev.containers:
        for failures in (1, 3):
            run(dev, container.name, failures=failures)
    assert len(messages.errors) >= len(dev.containers)
    assert [name for name, secret in dev.secrets.items() if secret in str(messages)] == []
