"""Nothing secret leaves: by mark, by the name of its key, by its shape."""

import re
from collections.abc import Mapping
from typing import Any

SECRET = "[secret]"
UNKNOWN = "[known after it is made]"

_UNKNOWNS = frozenset(
    {
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",  # text
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # boolean
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # list
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)
"""What the engine writes for a value that is not known yet (pulumi, sdk/go/common/resource/plugin/rpc.go)."""

_SIGNATURE = "4dabf18193072939515e22adb298388d"
"""The key that marks a special value in the engine's JSON, such as a secret."""

_SECRET_WORDS = frozenset(
    {"password", "passwd", "passphrase", "secret", "token", "credential", "credentials"}
)
_SECRET_ENDS = frozenset({"key", "pwd", "salt"})
"""Words that make a name secret where it ends in them: `SigningKey`, and not `AffinityKeyName`."""

_ENVIRONMENT = re.compile(r"([A-Za-z_][\w.:-]*)=(.+)", re.DOTALL)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

_SHAPES = (
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL),
    re.compile(r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)"),
    re.compile(r"(?i)(?<=password=)[^;,&\s\"']+"),
)
"""A private key, the user part of an address, a password in a connection string."""


def is_secret_name(name: str) -> bool:
    """Whether what stands behind a key of that name is secret, whatever it is."""
    words = [word.lower() for word in _WORD.findall(name)]
    return bool(words) and (not _SECRET_WORDS.isdisjoint(words) or words[-1] in _SECRET_ENDS)


def masked(value: Any, key: str = "") -> Any:  # noqa: ANN401 - whatever a resource holds
    """The value without what is secret, and without what the engine only notes for itself."""
    match value:
        case Mapping():
            if _SIGNATURE in value or (key and is_secret_name(key)):
                return SECRET
            return {
                str(name): masked(entry, str(name)) for name, entry in value.items() if name != "__defaults"
            }
        case list() | tuple():
            return [masked(entry, key) for entry in value]
        case str():
            return _text(value, key)
        case bool() | None:
            return value
    return SECRET if key and is_secret_name(key) else value


def _text(value: str, key: str) -> str:
    if value.startswith(SECRET):
        return value  # with what tells two secrets apart, where there is something
    if value in _UNKNOWNS:
        return UNKNOWN
    if value and key and is_secret_name(key):
        return SECRET
    setting = _ENVIRONMENT.fullmatch(value)
    if setting and is_secret_name(setting[1]):
        return f"{setting[1]}={SECRET}"
    return in_text(value)


def in_text(value: str) -> str:
    """A text in which what looks like a secret is masked."""
    for shape in _SHAPES:
        value = shape.sub(SECRET, value)
    return value


def shown(value: Any) -> Any:  # noqa: ANN401 - whatever a resource holds
    """A masked value as it may be read: without what tells two secrets apart."""
    match value:
        case Mapping():
            return {name: shown(entry) for name, entry in value.items()}
        case list():
            return [shown(entry) for entry in value]
        case str() if value.startswith(SECRET):
            return SECRET
    return value
