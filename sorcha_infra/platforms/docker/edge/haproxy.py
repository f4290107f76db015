"""HAProxy as the edge."""

from collections.abc import Sequence

from sorcha_infra.domain import edge
from sorcha_infra.domain.names import member
from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.platforms.docker import files
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.edge.common import RESOURCES, STOP_SECONDS, addresses, exposures, pem
from sorcha_infra.platforms.docker.proxy import ProxySpec, proxy
from sorcha_infra.profiles.docker.haproxy import REPEATABLE_BODY
from sorcha_infra.seam import EdgeSpec, Placement, Ready
from sorcha_infra.template import fill

BACKEND = "gateways"
"""Section of haproxy.cfg whose servers are the gateways, by name."""


def build(
    context: DockerContext,
    spec: EdgeSpec,
    at: Placement,
) -> Ready:
    """Build the proxy and the job that configures it."""
    return proxy(
        context,
        ProxySpec(
            role="edge",
            aliases=["edge"],
            configuration=configuration(spec, addresses(context, spec)),
            files={"edge.pem": pem(spec)},
            exposures=exposures(spec),
            stop_seconds=STOP_SECONDS,
            resources=RESOURCES,
        ),
        at,
    )


def configuration(spec: EdgeSpec, gateways: Sequence[str]) -> str:
    """Return haproxy.cfg without the shared preamble; gateways as `host:port`, by ordinal."""
    servers = [(member(ServiceName.GATEWAY, ordinal), address) for ordinal, address in enumerate(gateways)]
    header = "Strict-Transport-Security"
    hsts = f'set-header {header} "max-age={edge.HSTS_SECONDS}"'
    return fill(
        files.read("edge/haproxy.cfg"),
        {
            "ANSWER_SECONDS": edge.ANSWER_SECONDS,
            "TUNNEL_SECONDS": edge.TUNNEL_SECONDS,
            "PORT": spec.public.port,
            "PORT_SUFFIX": spec.public.port_suffix,
            "HOST": spec.public.host,
            "SIGN_IN_PATHS": " ".join(edge.SIGN_IN_PATHS),
            "SIGN_INS_PER_MINUTE": edge.SIGN_INS_PER_MINUTE * spec.gateways,
            "REQUESTS_PER_TEN_SECONDS": spec.requests_per_second * 10,
            "LARGEST_BODY": edge.LARGEST_BODY,
            "REPEATABLE_BODY": REPEATABLE_BODY,
            "CLIMBING_PATHS": _quoted(edge.CLIMBING_PATHS),
            "HIDDEN_PATHS": _quoted(edge.HIDDEN_PATHS),
            "STRIPPED_HEADERS": "\n".join(
                f"  http-request del-header {name}" for name in edge.STRIPPED_HEADERS
            ),
            "HSTS": hsts if spec.public.keeps_hsts else f"del-header {header}",
            "COOKIE": edge.COOKIE,
            "PROBE": edge.PROBE,
            "GATEWAYS": "\n".join(f"  server {name} {at} cookie {name}" for name, at in servers),
            "SOCKETS": "\n".join(
                f"  server {name} {at} cookie {name} track gateways/{name} on-marked-down shutdown-sessions"
                for name, at in servers
            ),
        },
    )


def _quoted(pattern: str) -> str:
    return f"'{pattern}'"
