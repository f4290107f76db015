"""Each secret is described, strong if generated, and allowed by its own rules."""

from math import log2

import pytest

from sorcha_infra.domain.databases import MONGO_USERS, POSTGRES_DATABASES
from sorcha_infra.domain.secrets import EXPOSURES, PASSWORDS, SECRETS, SecretFacts, SecretName


@pytest.mark.parametrize("facts", PASSWORDS, ids=lambda facts: facts.name)
def test_a_generated_secret_meets_the_rules_for_a_given_one(facts: SecretFacts) -> None:
    assert facts.minimum <= facts.length <= facts.maximum
    assert facts.length * log2(62) >= 128
    assert not set(facts.forbidden_characters) & set("ABCabc019")
    assert facts.allowed_characters is None or set("ABCabc019") <= set(facts.allowed_characters)


@pytest.mark.parametrize("name", SecretName)
def test_a_secret_says_what_it_opens(name: SecretName) -> None:
    assert SECRETS[name].name == name
    assert SECRETS[name].opens


def test_an_exposure_says_where_and_why() -> None:
    assert all(exposure.location and exposure.reason for exposure in EXPOSURES)


def test_no_two_users_of_a_store_share_a_password() -> None:
    """A leak of one service must not open another."""
    passwords = [*(user.password for user in MONGO_USERS), *(base.password for base in POSTGRES_DATABASES)]
    assert len(set(passwords)) == len(passwords)
    assert not {SecretName.POSTGRES, SecretName.MONGO} & set(passwords)
