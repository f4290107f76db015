"""Annotated types, named after their unit or grammar."""

from typing import Annotated

from pydantic import Field, StringConstraints

from sorcha_infra.domain.model import Model

Cpus = Annotated[float, Field(ge=0.1, le=64, examples=[1])]
"""Processor cores; below 0.1 a provider may round to zero (provider-semantics §1.7)."""

Mebibytes = Annotated[int, Field(ge=64, le=1_048_576, examples=[512])]
"""Memory in MiB."""

Port = Annotated[int, Field(ge=1, le=65_535)]
"""A TCP port."""

_BYTE = "(25[0-5]|(2[0-4]|1[0-9]|[1-9])?[0-9])"

IPv4 = Annotated[
    str,
    StringConstraints(pattern=rf"^({_BYTE}\.){{3}}{_BYTE}$"),
    Field(examples=["127.0.0.1"]),
]
"""An IPv4 address."""

DnsLabel = Annotated[
    str, StringConstraints(pattern=r"^[a-z]([a-z0-9-]*[a-z0-9])?$", min_length=1, max_length=30)
]
"""A lower-case DNS label, short enough to keep `<installation>-<role>-<ordinal>` below 63 characters."""

ImageReference = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9][a-zA-Z0-9._/:@-]*$", min_length=3, max_length=255)
]
"""`[registry/]name[:tag][@sha256:…]`."""

_LABEL = "[a-z0-9]([a-z0-9-]*[a-z0-9])?"

HttpUrl = Annotated[
    str,
    StringConstraints(pattern=rf"^https?://{_LABEL}(\.{_LABEL})*(:[0-9]{{1,5}})?$", max_length=255),
    Field(examples=["https://sorcha.example.com"]),
]
"""Scheme, host and optional port; no path, no user information."""

HostName = Annotated[
    str,
    StringConstraints(pattern=r"^[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?$", max_length=253),
    Field(examples=["node.example.com"]),
]
"""A DNS name or an IPv4 address."""

NodeId = Annotated[
    str,
    StringConstraints(pattern=r"^[a-zA-Z0-9][a-zA-Z0-9._-]*$", max_length=100),
    Field(examples=["other-peer-0"]),
]
"""Name of a node in the peer network."""

Certificate = Annotated[str, StringConstraints(pattern=r"^\s*-----BEGIN CERTIFICATE-----")]
"""PEM of a certificate chain, without a private key."""


class Resources(Model):
    """Limits of one member."""

    cpus: Cpus
    """Processor cores."""

    memory_mib: Mebibytes
    """Memory in MiB, without swap."""
