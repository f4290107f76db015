"""Secrets that an operator gave: which, whether encrypted, whether their grammars can carry them."""

from collections.abc import Collection, Mapping

from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.secrets import SECRETS, SecretName

_KNOWN = {f"sorcha:{name}": name for name in SecretName}


def problems(values: Mapping[str, str], encrypted: Collection[str]) -> list[Problem]:
    """What is wrong with the keys of `sorcha:` beside `deployment`; values are never shown."""
    found = []
    for key, value in values.items():
        if not key.startswith("sorcha:") or key == "sorcha:deployment":
            continue
        if key not in _KNOWN:
            found.append(
                Problem(
                    path=key,
                    message="is not a key; known: sorcha:deployment, " + ", ".join(_KNOWN),
                    remove=True,
                )
            )
            continue
        found.extend(_of(key, value, key in encrypted))
    return found


def _of(key: str, value: str, encrypted: bool) -> list[Problem]:
    facts = SECRETS[_KNOWN[key]]
    found = []
    if not encrypted:
        found.append(
            Problem(
                path=key,
                message="is a secret and stands in plain text in the stack file",
                secret=True,
            )
        )
    if len(value) < facts.minimum:
        found.append(
            Problem(
                path=key,
                message=f"has {len(value)} characters, allowed at least {facts.minimum}",
                secret=True,
            )
        )
    bad = sorted({character for character in value if character in facts.forbidden})
    if bad:
        names = ", ".join(repr(character) for character in bad)
        found.append(
            Problem(
                path=key,
                message=f"contains {names}, which the grammar it travels in cannot carry",
                secret=True,
            )
        )
    return found
