"""What stands between users and the gateways must know: addresses, limits, what the platform refuses.

Both kinds of edge are told the same; `contract` and `verified` are in docs/sources/.
"""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
"""By scheme: what browsers leave out of an address, and out of their origin."""

PROBE = "/alive"
"""Answers while the gateway's process does; with a foreign Host it waits for seconds (verified §f),
so a probe must send the public one."""

COOKIE = "sorcha-edge"
"""Keeps a client at one gateway: SignalR's long polling breaks where it changes (ha-recipes §5.4)."""

LARGEST_BODY = 10 * 1024 * 1024
"""Bytes; the services answer a longer one with 413 (contract §2.13)."""

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
"""Headers of proxies, tracers and old browsers whose `;word` the services' input filter takes for an
attack and answers with 400 (contract §2.13)."""

HIDDEN_PATHS = r"/api/+(tenant/+)?tenants/+bootstrap([^a-z0-9_-]|$)"
"""Makes an administrator without asking who calls; closed from outside. The gateway reaches it by two
routes, and cuts `/org/<name>` off the path, also where the name is empty or holds an encoded `/`
(contract §3.1): so it is closed behind whatever comes first. In lower case."""

CLIMBING_PATHS = r"(^|[/\\])\.\.?([/\\]|$)"
"""`.` and `..` as a part of a path: the gateway resolves them after the edge has judged the path."""

SIGN_IN_PATHS = ("/api/auth", "/auth/", "/api/totp")
"""What the gateway's `authentication` policy counts (contract §2.13); it lets callers hang before it
refuses (verified §f), so the edge refuses first."""

SIGN_INS_PER_MINUTE = 10
"""Of each gateway and client address (contract §2.13)."""

ANSWER_SECONDS = 110
"""The gateway gives up on a service after 100 s (contract §3.1, ActivityTimeout) and long polling
holds for 90 s (ha-recipes §5.2): the edge must not give up before."""

TUNNEL_SECONDS = 3600
"""An idle WebSocket; hubs send a sign of life each 15 s (contract §3.2)."""

HSTS_SECONDS = 31_536_000


@dataclass(frozen=True, slots=True)
class PublicAddress:
    """`publicUrl`, taken apart."""

    host: str
    port: int

    @property
    def is_ip(self) -> bool:
        """Whether the host is an address and not a name."""
        try:
            ip_address(self.host)
        except ValueError:
            return False
        return True

    @property
    def is_of_this_machine(self) -> bool:
        """Whether it is a name that every machine has for itself."""
        return self.host == "localhost" or self.host.endswith(".localhost")

    @property
    def keeps_hsts(self) -> bool:
        """Whether browsers may be told to use https alone.

        For localhost that would concern every other program on it.
        """
        return not self.is_of_this_machine and not self.is_ip

    @property
    def port_suffix(self) -> str:
        """`:8443`, or nothing for https's own port."""
        return port_suffix("https", self.port)


def port_suffix(scheme: str, port: int) -> str:
    """`:<port>`, or nothing for the scheme's own."""
    return "" if port == DEFAULT_PORTS[scheme] else f":{port}"


def public_address(url: str) -> PublicAddress:
    """Host and port of a `publicUrl` of the scheme https."""
    parts = urlsplit(url)
    return PublicAddress(parts.hostname or "", parts.port or 443)


def names_of(host: str) -> tuple[str, ...]:
    """Names that a generated certificate bears: an organisation has a sub-domain (contract §3.1)."""
    address = PublicAddress(host, 443)
    if address.is_ip:
        return ()
    return (host,) if "." not in host else (host, f"*.{host}")
