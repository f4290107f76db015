"""Masks of secrets, by their mark, the name of their key or their shape."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

SECRET = "[secret]"
UNKNOWN = "[known after creation]"

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
"""Placeholders of the engine for unknown values (pulumi, sdk/go/common/resource/plugin/rpc.go)."""

_SIGNATURE = "4dabf18193072939515e22adb298388d"
"""Key that marks a special value in the engine's JSON, such as a secret."""

_SECRET_WORDS = frozenset(
    {"password", "passwd", "passphrase", "secret", "token", "credential", "credentials", "authorization"}
)
_SECRET_ENDS = frozenset({"key", "pwd", "salt", "auth", "pass", "pat"})
"""Words that make a name secret at its end: `SigningKey`, and not `AffinityKeyName`."""

_IN_ONE = re.compile(r"(?i)(?:password|passwd|passphrase|requirepass|masterauth|apikey|accesskey)$")
"""Ends of secret names that have no border between their words: `PGPASSWORD`."""

_ENCODINGS = frozenset({"base", "pem", "hex"})
"""Suffixes that do not count, as numbers do not: `MasterKeyBase64`, `Encryption__Key0`."""

_ENVIRONMENT = re.compile(r"([A-Za-z_][\w.:-]*)=(.+)", re.DOTALL)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

_SHAPES = (
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL),
    re.compile(r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)"),
    re.compile(r"(?i)(?<=bearer )[\w.~+/=-]{8,}"),
)
"""A private key, the credentials in a URL, a bearer token."""

_PAIR = re.compile(
    r"(?i)((?:password|passwd|passphrase|pwd|secret|token|accountkey|accesskey|apikey|signingkey|requirepass)"
    r"(?:=|\\?[\"']\s*[:=]\s*)|(?:password|pwd)\s+=\s+)(\\?[\"'])?([^;,&\s\"'\\]+)"
)
"""A password in a connection string, in JSON, or in JSON inside a string."""

_OPTION = re.compile(r"(?i)(-{1,2}[\w-]*(?:password|passwd|requirepass|masterauth|secret|token)[ =]+)(\S+)")
"""A password in a command."""


@cache
def is_secret_name(name: str) -> bool:
    """Whether every value of a key with that name is secret."""
    words = [word.lower() for word in _WORD.findall(name)]
    while words and (words[-1].isdecimal() or words[-1] in _ENCODINGS):
        words.pop()
    return bool(words) and bool(
        not _SECRET_WORDS.isdisjoint(words) or words[-1] in _SECRET_ENDS or _IN_ONE.search(words[-1])
    )


def masked(value: Any, key: str = "") -> Any:  # noqa: ANN401 - any value of a resource
    """The value with its secrets masked, without the engine's own notes."""
    match value:
        case Mapping():
            if _SIGNATURE in value or (key and is_secret_name(key)):
                return SECRET
            return {
                str(name): masked(entry, str(name)) for name, entry in value.items() if name != "__defaults"
            }
        case list() | tuple():
            before = ("", *value)
            return [
                SECRET if isinstance(entry, str) and _asks_for_a_secret(option) else masked(entry, key)
                for option, entry in zip(before, value, strict=False)
            ]
        case str():
            return _text(value, key)
        case bool() | None:
            return value
    return SECRET if key and is_secret_name(key) else value


def _asks_for_a_secret(option: object) -> bool:
    """Whether an option of a command takes a secret, such as `--requirepass`."""
    return isinstance(option, str) and option.startswith("-") and "=" not in option and is_secret_name(option)


def _text(value: str, key: str) -> str:
    if value.startswith(SECRET):
        return value  # with the suffix that distinguishes two secrets, if any
    if value in _UNKNOWNS:
        return UNKNOWN
    if value and key and is_secret_name(key):
        return SECRET
    setting = _ENVIRONMENT.fullmatch(value)
    if setting and is_secret_name(setting[1]):
        return f"{setting[1]}={SECRET}"
    return in_text(value)


@lru_cache(maxsize=4096)  # processes have much text in common
def in_text(value: str) -> str:
    """The text with everything masked that looks like a secret."""
    for shape in _SHAPES:
        value = shape.sub(SECRET, value)
    value = _PAIR.sub(lambda match: f"{match[1]}{match[2] or ''}{SECRET}", value)
    return _OPTION.sub(lambda match: f"{match[1]}{SECRET}", value)


def readable(value: Any) -> Any:  # noqa: ANN401 - any value of a resource
    """A masked value without the suffixes that distinguish secrets."""
    match value:
        case Mapping():
            return {name: readable(entry) for name, entry in value.items()}
        case list():
            return [readable(entry) for entry in value]
        case str() if value.startswith(SECRET):
            return SECRET
    return value
