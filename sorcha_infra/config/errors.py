"""Problems for an operator, from the errors of pydantic.

A value is never echoed, because a value in a wrong place may be a secret. A number in the place of a
number is.
"""

from collections.abc import Iterable, Mapping

from pydantic_core import ErrorDetails

from sorcha_infra.config.expectations import choice, describe, example, expectation, guess, nearest_name
from sorcha_infra.config.locate import Place, Schema, full_path, locate, tags
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.secrets import SecretName

_SECRET_WORDS = ("password", "secret", "key", "token", "passphrase", "credential")


_KEY_STORE_WORDS = ("provider", "vault")
_KEY_STORE = (
    "is not a key; the wallet implements no key vault (Azure, HashiCorp, AWS) and with one configured it "
    "silently falls back to keys in memory, lost at its next restart (contract §1.5)"
)
_KEY_STORE_EXPECTATION = "the built-in LinuxSecretService, which keeps the keys encrypted on a volume"


def problems(details: Iterable[ErrorDetails], root: str, schema: Schema) -> list[Problem]:
    """One problem per error, with its full path, the allowed values and a fix."""
    return [_problem(detail, root, locate(detail["loc"], schema)) for detail in details]


def _problem(detail: ErrorDetails, root: str, place: Place) -> Problem:
    path = full_path(root, place.keys)
    match detail["type"]:
        case "extra_forbidden":
            return _unknown_key(path, place)
        case "missing":
            return Problem(
                path=path, finding="is missing", expected=expectation(place.node), fix=example(place.node)
            )
        case "union_tag_invalid" | "union_tag_not_found":
            return _unknown_tag(detail, root, place)
        case "value_error":
            return Problem(path=path, finding=str(detail["msg"]).removeprefix("Value error, "))
        case _:
            return _wrong_value(detail["input"], path, place)


def _wrong_value(value: object, path: str, place: Place) -> Problem:
    node = place.node
    suggestion = nearest_name(value, [str(option) for option in node.get("enum", ())])
    fix = suggestion or example(node, value)
    # The CLI keeps the quotes of a quoted number when it sets another (measured with 3.259).
    is_quoted = isinstance(value, str) and node.get("type") != "string"
    return Problem(
        path=path,
        finding=f"is {describe(value, node)}{guess(suggestion)}",
        expected=expectation(node),
        fix=fix,
        remove=is_quoted or (fix is None and not place.required),
    )


def _unknown_tag(detail: ErrorDetails, root: str, place: Place) -> Problem:
    tag = str(place.node["discriminator"]["propertyName"])
    tag_names = list(tags(place.node))
    value = detail["input"]
    tag_value = value.get(tag) if isinstance(value, Mapping) else None
    suggestion = nearest_name(tag_value, tag_names)
    return Problem(
        path=full_path(root, (*place.keys, tag)),
        finding=f"is {describe(tag_value, {})}{guess(suggestion)}",
        expected=choice(tag_names),
        fix=suggestion,
        remove=suggestion is None,  # the layout of the tier then applies
    )


def _unknown_key(path: str, place: Place) -> Problem:
    key = str(place.keys[-1])
    known_keys = sorted(place.node.get("properties", {}))
    suggestion = nearest_name(key, known_keys)
    if suggestion is None and any(word in key.lower() for word in _KEY_STORE_WORDS):
        return Problem(path=path, finding=_KEY_STORE, expected=_KEY_STORE_EXPECTATION, remove=True)
    if suggestion is None and any(word in key.lower() for word in _SECRET_WORDS):
        return _secret_in_the_wrong_place(path, place)
    return Problem(
        path=path,
        finding=f"is not a key{guess(suggestion)}",
        expected=choice(known_keys),
        remove=True,
    )


def _secret_in_the_wrong_place(path: str, place: Place) -> Problem:
    key = str(place.keys[-1])
    parents = [str(parent) for parent in place.keys[:-1]]
    # `postgres.password` means postgresPassword, `services.tenant.clientSecret` tenantClientSecret.
    candidate = "".join([*parents[-1:], key[:1].upper(), key[1:]]) if parents else key
    names = [str(name) for name in SecretName]
    suggestion = nearest_name(candidate, names) or nearest_name(key, names)
    return Problem(
        path=path,
        finding="is not a key here; a secret is an encrypted key beside the deployment",
        expected=choice([f"sorcha:{name}" for name in ([suggestion] if suggestion else names)]),
        remove=True,
        secret=suggestion and f"sorcha:{suggestion}",
    )
