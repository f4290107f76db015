"""Turns what pydantic found into problems that an operator can act on.

Values are never echoed: what stands in a wrong place may be a secret. A number where a number
belongs is.
"""

from collections.abc import Iterable, Mapping

from pydantic_core import ErrorDetails

from sorcha_infra.config.expectations import describe, example, expectation, nearest_name
from sorcha_infra.config.locate import Place, Schema, full_path, locate, tags
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.secrets import SecretName

_SECRET_WORDS = ("password", "secret", "key", "token", "passphrase", "credential")


_KEY_STORE_WORDS = ("provider", "vault")
_KEY_STORE = (
    "is not a key: the wallet keeps its keys encrypted on a volume (LinuxSecretService), and nothing else is "
    "allowed: it implements no key vault (Azure, HashiCorp, AWS), and told to use one it takes keys in "
    "memory without a word, lost at its next restart (contract §1.5)"
)


def problems(details: Iterable[ErrorDetails], root: str, schema: Schema) -> list[Problem]:
    """One problem per finding, with its full path, what is allowed and what mends it."""
    return [_problem(detail, root, locate(detail["loc"], schema)) for detail in details]


def _problem(detail: ErrorDetails, root: str, place: Place) -> Problem:
    path = full_path(root, place.keys)
    match detail["type"]:
        case "extra_forbidden":
            return _unknown_key(path, place)
        case "missing":
            return Problem(
                path=path, message=f"is missing, allowed: {expectation(place.node)}", fix=example(place.node)
            )
        case "union_tag_invalid" | "union_tag_not_found":
            return _unknown_tag(detail, root, place)
        case "value_error":
            return Problem(path=path, message=str(detail["msg"]).removeprefix("Value error, "))
        case _:
            return _wrong_value(detail["input"], path, place)


def _wrong_value(value: object, path: str, place: Place) -> Problem:
    node = place.node
    suggestion = nearest_name(value, [str(option) for option in node.get("enum", ())])
    guess = f"; did you mean {suggestion}?" if suggestion else ""
    fix = suggestion or example(node, value)
    # The CLI keeps the quotes of a quoted number when it sets another (seen with 3.259).
    is_quoted = isinstance(value, str) and node.get("type") != "string"
    return Problem(
        path=path,
        message=f"found {describe(value, node)}, allowed: {expectation(node)}{guess}",
        fix=fix,
        remove=is_quoted or (fix is None and not place.required),
    )


def _unknown_tag(detail: ErrorDetails, root: str, place: Place) -> Problem:
    tag = str(place.node["discriminator"]["propertyName"])
    tag_names = list(tags(place.node))
    value = detail["input"]
    tag_value = value.get(tag) if isinstance(value, Mapping) else None
    suggestion = nearest_name(tag_value, tag_names)
    guess = f"; did you mean {suggestion}?" if suggestion else ""
    return Problem(
        path=full_path(root, (*place.keys, tag)),
        message=f"found {describe(tag_value, {})}, allowed: {', '.join(tag_names)}{guess}",
        fix=suggestion,
        remove=suggestion is None,  # its tier's layout then stands
    )


def _unknown_key(path: str, place: Place) -> Problem:
    key = str(place.keys[-1])
    known_keys = sorted(place.node.get("properties", {}))
    suggestion = nearest_name(key, known_keys)
    if suggestion is None and any(word in key.lower() for word in _KEY_STORE_WORDS):
        return Problem(path=path, message=_KEY_STORE, remove=True)
    if suggestion is None and any(word in key.lower() for word in _SECRET_WORDS):
        return _secret_in_the_wrong_place(path, place)
    guess = f"did you mean {suggestion}? " if suggestion else ""
    return Problem(
        path=path, message=f"is not a key; {guess}known here: {', '.join(known_keys)}", remove=True
    )


def _secret_in_the_wrong_place(path: str, place: Place) -> Problem:
    key = str(place.keys[-1])
    parents = [str(parent) for parent in place.keys[:-1]]
    # `postgres.password` means postgresPassword, `services.tenant.clientSecret` tenantClientSecret.
    guess = "".join([*parents[-1:], key[:1].upper(), key[1:]]) if parents else key
    names = [str(name) for name in SecretName]
    suggestion = nearest_name(guess, names) or nearest_name(key, names)
    keys = f"sorcha:{suggestion}" if suggestion else ", ".join(f"sorcha:{name}" for name in names)
    return Problem(
        path=path,
        message=f"is not a key here: secrets are encrypted keys of their own, beside the deployment: {keys}",
        remove=True,
        secret=suggestion and f"sorcha:{suggestion}",
    )
