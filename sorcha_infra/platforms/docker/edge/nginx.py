"""nginx as the edge, the other example of the guide, with affinity by hash and passive checks.

As with HAProxy, a job writes the settings into a volume. The promise states the limits of nginx: it
notices a dead gateway only by failed requests, and closes idle connections at a reload.
"""

from collections.abc import Sequence

from sorcha_infra.domain import edge
from sorcha_infra.domain.names import member
from sorcha_infra.platforms.docker import files, proxy
from sorcha_infra.platforms.docker.container import ContainerSpec, Health, container
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.edge.common import RESOURCES, STOP_SECONDS, addresses, exposures, pem
from sorcha_infra.platforms.docker.job import OneShot, one_shot
from sorcha_infra.platforms.docker.resources import volume
from sorcha_infra.profiles.docker.names import NGINX
from sorcha_infra.seam import EdgeSpec, File, Placement, Ready
from sorcha_infra.template import fill

DIRECTORY = "/var/lib/sorcha-edge"

_COOKIE = edge.COOKIE.replace("-", "_") + "_client"
"""A name different from HAProxy's cookie, whose values have another meaning; nginx accepts no `-` in it."""

_OTHER_FORWARDED_HEADERS = (
    "X-Forwarded-Prefix",
    "X-Forwarded-Server",
    "X-Forwarded-Ssl",
    "X-Forwarded-Scheme",
)
"""nginx can only remove headers by their full names."""


def build(
    context: DockerContext,
    spec: EdgeSpec,
    at: Placement,
) -> Ready:
    """Build nginx and the job that configures it."""
    name = member("edge", 0)
    image = context.images.of(NGINX)
    # A separate volume, because that of HAProxy belongs to another user.
    settings_volume = volume(context, "edge-nginx-0", "edge", at.parent, protect=False)
    environment = {"DIRECTORY": DIRECTORY, "STATUS_PORT": str(proxy.STATUS_PORT)}
    gateways = addresses(context, spec)
    settings = one_shot(
        context,
        OneShot(
            name="edge-settings",
            component="edge-settings",
            image=image,
            program=File(path="/sorcha/settings.sh", content=files.read("edge/nginx-settings.sh")),
            seconds=20,
            environment=environment,
            files=[
                File(path="/sorcha/settings/nginx.conf", content=configuration(spec, gateways)),
                File(path="/sorcha/settings/edge.pem", content=pem(spec), owner=0),
            ],
            volumes={DIRECTORY: settings_volume},
            capabilities=True,  # its check changes the owner of nginx's folders
        ),
        at,
    )
    server = container(
        context,
        ContainerSpec(
            name=name,
            component="edge",
            image=image,
            aliases=["edge"],
            address=proxy.address(context, "edge"),
            entrypoint=["bash", "/sorcha/start.sh"],
            environment=environment,
            files=[File(path="/sorcha/start.sh", content=files.read("edge/nginx-start.sh"))],
            volumes={DIRECTORY: settings_volume},
            health=Health(test=["CMD", "bash", "-c", proxy.probe(proxy.STATUS_PORT)], start=20),
            resources=RESOURCES,
            stop_seconds=STOP_SECONDS,
            exposures=exposures(spec),
            capabilities=True,  # the master starts as root, its workers run as nginx's user
        ),
        at.with_dependencies([*at.after, settings]),
    )
    return server, settings


def configuration(spec: EdgeSpec, gateways: Sequence[str]) -> str:
    """Return nginx.conf; gateways as `host:port`, by ordinal."""
    hsts = f'    add_header Strict-Transport-Security "max-age={edge.HSTS_SECONDS}" always;'
    return fill(
        files.read("edge/nginx.conf"),
        {
            "COOKIE": _COOKIE,
            "HIDDEN_PATHS": edge.HIDDEN_PATHS,
            "SIGN_IN_PATHS": "|".join(edge.SIGN_IN_PATHS),
            "REQUESTS_PER_SECOND": spec.requests_per_second,
            "BURST": spec.requests_per_second * 10,
            "SIGN_INS_PER_MINUTE": edge.SIGN_INS_PER_MINUTE * spec.gateways,
            "GATEWAYS": "\n".join(
                f"    server {address} max_fails=5 fail_timeout=1s;" for address in gateways
            ),
            "STATUS_PORT": proxy.STATUS_PORT,
            "PORT": spec.public.port,
            "PORT_SUFFIX": spec.public.port_suffix,
            "LARGEST_BODY": edge.LARGEST_BODY,
            "HSTS": hsts if spec.public.keeps_hsts else "    # no HSTS for this host",
            "ANSWER_SECONDS": edge.ANSWER_SECONDS,
            "TUNNEL_SECONDS": edge.TUNNEL_SECONDS,
            "STRIPPED_HEADERS": "\n".join(
                f'    proxy_set_header {header} "";'
                for header in (*edge.STRIPPED_HEADERS, *_OTHER_FORWARDED_HEADERS)
            ),
        },
    )
