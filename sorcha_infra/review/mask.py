"""Nothing secret leaves: by mark, by the name of its key, by its shape."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
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
    {"password", "passwd", "passphrase", "secret", "token", "credential", "credentials", "authorization"}
)
_SECRET_ENDS = frozenset({"key", "pwd", "salt", "auth", "pass", "pat"})
"""Words that make a name secret where it ends in them: `SigningKey`, and not `AffinityKeyName`."""

_IN_ONE = re.compile(r"(?i)(?:password|passwd|passphrase|requirepass|masterauth|apikey|accesskey)$")
"""What a name ends in that is written without a border between its words: `PGPASSWORD`."""

_ENCODINGS = frozenset({"base", "pem", "hex"})
"""Words, and numbers, behind the word that counts: `MasterKeyBase64`, `Encryption__Key0`."""

_ENVIRONMENT = re.compile(r"([A-Za-z_][\w.:-]*)=(.+)", re.DOTALL)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

_SHAPES = (
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL),
    re.compile(r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)"),
    re.compile(r"(?i)(?<=bearer )[\w.~+/=-]{8,}"),
)
"""A private key, the user part of an address, a token that somebody carries."""

_PAIR = re.compile(
    r"(?i)((?:password|passwd|passphrase|pwd|secret|token|accountkey|accesskey|apikey|signingkey|requirepass)"
    r"(?:=|\\?[\"']\s*[:=]\s*)|(?:password|pwd)\s+=\s+)(\\?[\"'])?([^;,&\s\"'\\]+)"
)
"""A password in a connection string, in JSON, also in JSON in a text."""

_OPTION = re.compile(r"(?i)(-{1,2}[\w-]*(?:password|passwd|requirepass|masterauth|secret|token)[ =]+)(\S+)")
"""A password in a command."""


@cache
def is_secret_name(name: str) -> bool:
    """Whether what stands behind a key of that name is secret, whatever it is."""
    words = [word.lower() for word in _WORD.findall(name)]
    while words and (words[-1].isdecimal() or words[-1] in _ENCODINGS):
        words.pop()
    return bool(words) and bool(
        not _SECRET_WORDS.isdisjoint(words) or words[-1] in _SECRET_ENDS or _IN_ONE.search(words[-1])
    )


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
    """Whether what follows in a command is one: `--requirepass`."""
    return isinstance(option, str) and option.startswith("-") and "=" not in option and is_secret_name(option)


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


@lru_cache(maxsize=4096)  # processes say much the same
def in_text(value: str) -> str:
    """A text in which what looks like a secret is masked."""
    for shape in _SHAPES:
        value = shape.sub(SECRET, value)
    value = _PAIR.sub(lambda match: f"{match[1]}{match[2] or ''}{SECRET}", value)
    return _OPTION.sub(lambda match: f"{match[1]}{SECRET}", value)


def readable(value: Any) -> Any:  # noqa: ANN401 - whatever a resource holds
    """A masked value as it may be read: without what tells two secrets apart."""
    match value:
        case Mapping():
            return {name: readable(entry) for name, entry in value.items()}
        case list():
            return [readable(entry) for entry in value]
        case str() if value.startswith(SECRET):
            return SECRET
    return value
