"""Command line of mongod: strictly the flags that the platform uses; all others are rejected."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class OptionError(Exception):
    """A command line that mongod rejects too, with mongod's message."""


@dataclass(frozen=True)
class Options:
    """Parsed command line."""

    replSet: str | None = None  # noqa: N815 — names of the flags in mongod's help
    bind_ip_all: bool = False
    keyFile: Path | None = None  # noqa: N815
    oplogSize: int | None = None  # noqa: N815
    wiredTigerCacheSizeGB: float | None = None  # noqa: N815
    dbpath: Path = Path("/data/db")
    port: int = 27017
    auth: bool = False
    quiet: bool = False

    @property
    def authorization(self) -> bool:
        """A keyFile turns authorization on, as in mongod."""
        return self.auth or self.keyFile is not None


def _text(value: str) -> str:
    if not value:
        raise ValueError
    return value


def _whole_number(low: int, high: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
            raise ValueError
        return int(value)

    return parse


def _cache(value: str) -> float:
    size = float(value)
    if not 0.25 <= size <= 10000:  # mongod's own range
        raise ValueError
    return size


_WITH_VALUE: dict[str, Callable[[str], Any]] = {
    "replSet": _text,
    "keyFile": lambda value: Path(_text(value)),
    "oplogSize": _whole_number(1, 2**31 - 1),
    "wiredTigerCacheSizeGB": _cache,
    "dbpath": lambda value: Path(_text(value)),
    "port": _whole_number(1, 65535),
}
_SWITCHES = ("bind_ip_all", "auth", "quiet")


def _pairs(arguments: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if not argument.startswith("--"):
            raise OptionError("too many positional options have been specified on the command line")
        name, equals, value = argument[2:].partition("=")
        if name in _SWITCHES:
            if equals:
                raise OptionError(f"option '--{name}' does not take any arguments")
            yield name, None
        elif name in _WITH_VALUE:
            if not equals:
                if not rest or rest[0].startswith("--"):
                    raise OptionError(f"the required argument for option '--{name}' is missing")
                value = rest.pop(0)
            yield name, value
        else:
            flags = " ".join(f"--{flag}" for flag in (*_WITH_VALUE, *_SWITCHES))
            raise OptionError(f"unrecognised option '--{name}' (this stand-in for mongod supports {flags})")


def parse(arguments: Sequence[str]) -> Options:
    """Parse the command line, or raise OptionError."""
    values: dict[str, Any] = {}
    for name, text in _pairs(arguments):
        if name in values:
            raise OptionError(f"option '--{name}' cannot be specified more than once")
        if text is None:
            values[name] = True
            continue
        try:
            values[name] = _WITH_VALUE[name](text)
        except ValueError:
            raise OptionError(f"the argument ('{text}') for option '--{name}' is invalid") from None
    options = Options(**values)
    if options.auth and options.replSet and not options.keyFile:
        # docker-library/mongo issue 475 (ha-recipes §3.1)
        raise OptionError("security.keyFile is required when authorization is enabled with replica sets")
    return options
