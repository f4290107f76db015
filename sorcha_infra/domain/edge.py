"""Facts for both kinds of edge: addresses, limits, requests that the services refuse.

`contract` and `verified` are in docs/sources/.
"""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
"""Scheme → default port, which browsers omit from an address and from the origin."""

PROBE = "/alive"
"""Path that answers while the gateway's process runs. With a foreign Host it waits for seconds (verified §f),
so a probe must send the public one."""

COOKIE = "sorcha-edge"
"""Cookie that binds a client to one gateway; SignalR's long polling fails if it changes (ha-recipes §5.4)."""

LARGEST_BODY = 10 * 1024 * 1024
"""Maximum body in bytes; the services answer a longer one with 413 (contract §2.13)."""

STRIPPED_HEADERS = (
    "Forwarded",
    "tracestate",
    "baggage",
    "X-Cloud-Trace-Context",
    "X-Amzn-Trace-Id",
    "CDN-Loop",
    "Via",
    "Accept-Charset",
)
"""Headers of proxies, tracers and old browsers. The input filter of the services treats a `;word` in them as
an attack and answers with 400 (contract §2.13)."""

HIDDEN_PATHS = r"/api/+(tenant/+)?tenants/+bootstrap([^a-z0-9_-]|$)"
"""Paths that are closed from outside, because the service creates an administrator there without
authentication. The gateway has two routes to it and removes `/org/<name>` from the path, even if the name is
empty or contains an encoded `/` (contract §3.1), so the pattern matches behind any prefix. In lower case."""

CLIMBING_PATHS = r"(^|[/\\])\.\.?([/\\]|$)"
"""`.` and `..` as part of a path, which the gateway resolves after the check of the edge."""

SIGN_IN_PATHS = ("/api/auth", "/auth/", "/api/totp")
"""Paths that the `authentication` policy of the gateway counts (contract §2.13). It delays callers before it
refuses them (verified §f), so the edge refuses first."""

SIGN_INS_PER_MINUTE = 10
"""Limit per gateway and client address (contract §2.13)."""

ANSWER_SECONDS = 110
"""Time-out of an answer, longer than the gateway's 100 s (contract §3.1, ActivityTimeout) and than the 90 s
of long polling (ha-recipes §5.2)."""

TUNNEL_SECONDS = 3600
"""Time-out of an idle WebSocket; hubs send a keep-alive every 15 s (contract §3.2)."""

HSTS_SECONDS = 31_536_000


@dataclass(frozen=True, slots=True)
class PublicAddress:
    """Host and port of `publicUrl`."""

    host: str
    port: int

    @property
    def is_ip(self) -> bool:
        """Whether the host is an IP address."""
        try:
            ip_address(self.host)
        except ValueError:
            return False
        return True

    @property
    def is_of_this_machine(self) -> bool:
        """Whether the host is localhost or below it."""
        return self.host == "localhost" or self.host.endswith(".localhost")

    @property
    def keeps_hsts(self) -> bool:
        """Whether the edge may send HSTS.

        For localhost it would affect every other program on the machine.
        """
        return not self.is_of_this_machine and not self.is_ip

    @property
    def port_suffix(self) -> str:
        """`:8443`, or empty for the default port of https."""
        return port_suffix("https", self.port)


def port_suffix(scheme: str, port: int) -> str:
    """`:<port>`, or empty for the default port of the scheme."""
    return "" if port == DEFAULT_PORTS[scheme] else f":{port}"


def public_address(url: str) -> PublicAddress:
    """Parse a `publicUrl` of the scheme https."""
    parts = urlsplit(url)
    return PublicAddress(parts.hostname or "", parts.port or 443)


def names_of(host: str) -> tuple[str, ...]:
    """Names in a generated certificate; each organisation has a sub-domain (contract §3.1)."""
    address = PublicAddress(host, 443)
    if address.is_ip:
        return ()
    return (host,) if "." not in host else (host, f"*.{host}")
