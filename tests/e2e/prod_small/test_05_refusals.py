"""Invalid input of small production: all problems are reported at once, and nothing is created."""

import pytest

from tests.certificates import pair
from tests.e2e.clone import Clone
from tests.e2e.prod_small.production import STACK

pytestmark = [pytest.mark.e2e, pytest.mark.quick]

KEY = "sorcha:deployment"
SET = f"pulumi config set --stack {STACK}"

WRONG = {
    "redis.sentinels": ("2", f"{SET} --path {KEY}.redis.sentinels 3"),
    "postgres.etcdMembers": ("4", f"{SET} --path {KEY}.postgres.etcdMembers"),
    "services.validator.replicas": ("2", f"{SET} --path {KEY}.services.validator.replicas 1"),
    "services.blueprint.replicas": ("2", "accept"),
    "network.subnet": ("10.250.0.0/30", f"{SET} --path {KEY}.network.subnet"),
}
"""Key → an invalid value, and a part of the fixing command."""

COMMA = "p,q;r-0123456789"
SPACE = "p q;r-0123456789"


@pytest.fixture(scope="module")
def report(stack: Clone) -> str:
    """Output of one `up` with all invalid values."""
    text = stack.stack_file.read_text()
    try:
        for path, (value, _) in WRONG.items():
            stack.set(path, value)
        stack.pulumi("config", "set", "--secret", "sorcha:redisPassword", COMMA).ok()
        stack.give_certificate(pair("localhost").chain, pair("localhost").key)
        return stack.pulumi("up", "--yes", "--skip-preview").failed().output
    finally:
        stack.stack_file.write_text(text)


@pytest.mark.parametrize("path", WRONG)
def test_each_is_reported_with_its_key_the_value_and_the_fix(report: str, path: str) -> None:
    value, remedy = WRONG[path]
    lines = report.splitlines()
    at = next((n for n, line in enumerate(lines) if line.strip().startswith(f"{KEY}.{path}: ")), None)
    assert at is not None, report
    assert value in lines[at]
    assert remedy in "\n".join(lines[at : at + 3]), report
    assert "nothing was changed" in report


def test_a_password_outside_of_a_grammar_is_reported_by_the_character(report: str) -> None:
    assert "sorcha:redisPassword: contains ','" in report
    assert COMMA not in report


def test_the_key_of_another_certificate_is_reported_and_not_shown(report: str) -> None:
    assert "sorcha:edgePrivateKey: does not match the first certificate" in report
    assert "PRIVATE KEY" not in report


def test_an_expired_certificate_and_a_space_in_a_password_of_redis_are_reported(stack: Clone) -> None:
    text = stack.stack_file.read_text()
    old = pair("localhost", validity="expired")
    try:
        stack.give_certificate(old.chain, old.key)
        stack.pulumi("config", "set", "--secret", "sorcha:redisPassword", SPACE).ok()
        output = stack.pulumi("preview").failed().output
    finally:
        stack.stack_file.write_text(text)
    assert f"{KEY}.edge.certificate: has expired" in output
    assert "sorcha:redisPassword: contains ' '" in output
    assert SPACE not in output
