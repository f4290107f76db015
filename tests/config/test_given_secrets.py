"""Secrets from an operator: encrypted, long enough, with allowed characters."""

import pytest

from sorcha_infra.domain.secrets import PASSWORDS, SECRETS, SecretName

from .stacks import dev, examine_stack, refusal_text, refusals

NAMES = [facts.name for facts in PASSWORDS]
GOOD = "A1b2C3d4E5f6G7h8J9k0L1m2N3p4Q5r6"


@pytest.mark.parametrize("name", NAMES)
def test_an_encrypted_secret_of_letters_and_digits_is_taken(name: SecretName) -> None:
    assert refusals(examine_stack(dev(), secrets={name: GOOD})) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_secret_in_plain_text_is_refused(name: SecretName) -> None:
    text = refusal_text(dev(), secrets={name: GOOD}, encrypted=())
    assert text == (
        f"  sorcha:{name}: is a secret in plain text in the stack file; treat it as compromised. Expected a "
        f"new value, encrypted.\n      Fix: pulumi config set --stack dev --secret sorcha:{name}"
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_short_secret_is_refused(name: SecretName) -> None:
    minimum = SECRETS[name].minimum
    text = refusal_text(dev(), secrets={name: GOOD[: minimum - 1]})
    assert text == (
        f"  sorcha:{name}: has {minimum - 1} characters. Expected {minimum} to 1024 characters.\n"
        f"      Fix: pulumi config set --stack dev --secret sorcha:{name}"
    )


def test_a_signing_key_that_would_be_padded_with_zeros_is_too_short() -> None:
    """contract §2.5: fewer than 32 characters are filled up, silently."""
    assert SECRETS[SecretName.JWT_SIGNING_KEY].minimum >= 32


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("character", ["\n", "\r", "\0"])
def test_a_secret_with_the_end_of_a_line_is_refused(name: SecretName, character: str) -> None:
    """`echo … | pulumi config set --secret` leaves one, and half of the readers cut it off."""
    [problem] = refusals(examine_stack(dev(), secrets={name: GOOD + character}))
    assert problem.path == f"sorcha:{name}"
    assert "cannot carry" in problem.message


@pytest.mark.parametrize("character", [",", '"', "\\", " ", "\t", "\u00a0", "\u2003"])
def test_a_redis_password_that_its_string_cannot_carry_is_refused(character: str) -> None:
    """contract §2.8: StackExchange.Redis splits at commas and has no quotes."""
    text = refusal_text(dev(), secrets={"redisPassword": f"abcdefgh{character}ijklmnop"})
    assert text == (
        f"  sorcha:redisPassword: contains {character!r}, which the format of its file cannot carry.\n"
        "      Fix: pulumi config set --stack dev --secret sorcha:redisPassword"
    )


@pytest.mark.parametrize("character", ["-", " ", "é", ":"])
def test_a_key_file_that_is_no_base64_is_refused(character: str) -> None:
    """mongod refuses to start with it (ha-recipes §3.1)."""
    [problem] = refusals(examine_stack(dev(), secrets={"mongoKeyFile": GOOD + character}))
    assert problem.message == (
        "contains characters that the format of its file cannot carry. Expected base64."
    )


@pytest.mark.parametrize(
    "name", ["postgresPassword", "postgresReplicationPassword", "postgresRewindPassword"]
)
def test_a_password_that_patroni_cannot_quote_is_refused(name: str) -> None:
    """Patroni would fail to create the cluster, again and again, with nothing but a traceback."""
    [problem] = refusals(examine_stack(dev(), secrets={name: GOOD + "é"}))
    assert problem.path == f"sorcha:{name}"
    assert problem.message.endswith("cannot carry. Expected ASCII on one line.")
    assert not refusals(examine_stack(dev(), secrets={name: GOOD + "; ' @ % $ \" \\\t`{}#"}))


def test_all_problems_of_secrets_are_reported_at_once() -> None:
    paths = [
        problem.path
        for problem in refusals(examine_stack(dev(), secrets={"redisPassword": "a,b"}, encrypted=()))
    ]
    assert paths == ["sorcha:redisPassword"] * 3


@pytest.mark.parametrize(
    ("key", "message", "fix"),
    [
        (
            "redisPasword",
            "is not a key (did you mean sorcha:redisPassword?). Expected one of sorcha:deployment, "
            "sorcha:postgresPas",
            "pulumi config rm --stack dev sorcha:redisPasword && "
            "pulumi config set --stack dev --secret sorcha:redisPassword",
        ),
        (
            "deploymnt",
            "is not a key (did you mean sorcha:deployment?). Expected one of ",
            "pulumi config rm --stack dev sorcha:deploymnt",
        ),
        (
            "tier",
            "is not a key (did you mean sorcha:deployment.tier?).",
            "pulumi config rm --stack dev sorcha:tier",
        ),
        (
            "services.ui.replicas",
            "is not a key (did you mean sorcha:deployment.services.ui.replicas?).",
            "pulumi config rm --stack dev sorcha:services.ui.replicas",
        ),
        (
            "x y",
            "is not a key. Expected one of sorcha:deployment, ",
            "pulumi config rm --stack dev 'sorcha:x y'",
        ),
    ],
)
def test_an_unknown_key_beside_the_deployment_is_reported(key: str, message: str, fix: str) -> None:
    text = refusal_text(dev(), secrets={key: GOOD})
    assert text.startswith(f"  sorcha:{key}: {message}")
    assert text.endswith(f"\n      Fix: {fix}")
    assert GOOD not in text
