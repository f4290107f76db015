"""Checks of the secrets in a stack file: names, encryption, length, characters."""

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches

from sorcha_infra.config.expectations import choice, guess
from sorcha_infra.config.settings import settings_type
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules import ROOT
from sorcha_infra.domain.secrets import SECRETS, SecretFacts, SecretName

_NAMES = {f"sorcha:{name}": name for name in SecretName}


def problems(values: Mapping[str, str], encrypted_keys: Collection[str]) -> list[Problem]:
    """Problems of the keys beside `sorcha:deployment`; values are never shown."""
    findings: list[Problem] = []
    for key, value in values.items():
        if not key.startswith("sorcha:") or key == ROOT:
            continue
        if key in _NAMES:
            findings.extend(_value_problems(key, value, SECRETS[_NAMES[key]], key in encrypted_keys))
        else:
            findings.append(_unknown_key(key))
    return findings


def _unknown_key(key: str) -> Problem:
    name = key.removeprefix("sorcha:")
    if name.split(".")[0].split("[")[0] in _deployment_keys():
        return Problem(path=key, finding=f"is not a key{guess(f'{ROOT}.{name}')}", remove=True)
    suggestion = next(iter(get_close_matches(key, [ROOT, *_NAMES], n=1, cutoff=0.75)), None)
    return Problem(
        path=key,
        finding=f"is not a key{guess(suggestion)}",
        expected=choice([ROOT, *_NAMES]),
        remove=True,
        secret=suggestion if suggestion in _NAMES else None,
    )


def _deployment_keys() -> set[str]:
    return {field.alias or name for name, field in settings_type().model_fields.items()}


def _value_problems(key: str, value: str, facts: SecretFacts, encrypted: bool) -> Iterator[Problem]:
    if not encrypted:
        yield Problem(
            path=key,
            finding="is a secret in plain text in the stack file; treat it as compromised",
            expected="a new value, encrypted",
            secret=key,
        )
    if not facts.minimum <= len(value) <= facts.maximum:
        yield Problem(
            path=key,
            finding=f"has {len(value)} characters",
            expected=f"{facts.minimum} to {facts.maximum} characters",
            secret=key,
        )
    if facts.allowed_characters is not None and set(value) - set(facts.allowed_characters):
        yield Problem(
            path=key,
            finding="contains characters that the format of its file cannot carry",
            expected=facts.alphabet,
            secret=key,
        )
    elif bad_characters := sorted(set(value) & set(facts.forbidden_characters)):
        names = ", ".join(repr(character) for character in bad_characters)
        yield Problem(
            path=key, finding=f"contains {names}, which the format of its file cannot carry", secret=key
        )
