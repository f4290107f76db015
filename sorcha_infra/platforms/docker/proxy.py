"""HAProxy as a fixed address for changing members.

A changed uploaded file replaces its container and ends every connection (provider-semantics §1.4).
Therefore configuration and certificates are in a volume. A job writes them, lets HAProxy check them,
and reloads through the master's socket. Open connections stay on the old worker. Only a change of
image or port creates a new container.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_docker as docker

from sorcha_infra.domain.names import member
from sorcha_infra.domain.quantities import Resources
from sorcha_infra.platforms.docker import files
from sorcha_infra.platforms.docker.container import ContainerSpec, Health, container
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.job import OneShot, one_shot
from sorcha_infra.platforms.docker.resources import volume
from sorcha_infra.profiles.docker.names import HAPROXY, PROXIES
from sorcha_infra.seam import Exposure, File, Placement
from sorcha_infra.template import fill

DIRECTORY = "/var/lib/haproxy"
"""Home in the image. A new volume takes over its owner, so that no step needs root."""

STATUS_PORT = 8404
"""Port that answers `/health` while HAProxy itself works, whatever the state of its servers."""

_RESOURCES = Resources(cpus=1.0, memory_mib=256)


@dataclass(frozen=True, kw_only=True, slots=True)
class ProxySpec:
    """One HAProxy."""

    role: str
    """One of `PROXIES`; the container is `<role>-0`."""

    configuration: pulumi.Input[str]
    """haproxy.cfg without the shared preamble; may be secret."""

    aliases: Sequence[str] = ()
    ends_sessions: bool = False
    """Whether connections to a server that is down are closed after 3 s (sessions.lua)."""

    files: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Name in `DIRECTORY` → content, such as a certificate with its key."""

    exposures: Sequence[Exposure] = ()
    stop_seconds: int = 10
    """Maximum time for open connections when the container is replaced."""

    resources: Resources = _RESOURCES


def proxy(
    context: DockerContext,
    spec: ProxySpec,
    at: Placement,
) -> tuple[docker.Container, docker.Container]:
    """Build HAProxy and the job that configures it, and return both as dependencies of its users."""
    name = member(spec.role, 0)
    image = context.images.of(HAPROXY)
    settings_volume = volume(context, name, spec.role, at.parent, protect=False)
    settings = one_shot(
        context,
        OneShot(
            name=f"{spec.role}-settings",
            component=f"{spec.role}-settings",
            image=image,
            program=File(path="/sorcha/settings.sh", content=files.read("proxy/settings.sh")),
            seconds=20,
            environment={"DIRECTORY": DIRECTORY},
            files=[
                File(path=f"/sorcha/settings/{file}", content=content)
                for file, content in _settings(spec).items()
            ],
            volumes={DIRECTORY: settings_volume},
        ),
        at,
    )
    server = container(
        context,
        ContainerSpec(
            name=name,
            component=spec.role,
            image=image,
            aliases=spec.aliases,
            address=address(context, spec.role),
            command=["haproxy", "-S", f"{DIRECTORY}/master.sock", "-f", f"{DIRECTORY}/haproxy.cfg"],
            environment={},
            volumes={DIRECTORY: settings_volume},
            health=Health(
                test=["CMD", "bash", "-c", probe(STATUS_PORT)],
                start=20,
            ),
            resources=spec.resources,
            stop_seconds=spec.stop_seconds,
            exposures=spec.exposures,
        ),
        at.with_dependencies([*at.after, settings]),
    )
    return server, settings


def address(context: DockerContext, role: str) -> str:
    """Return the fixed address of a proxy."""
    return context.plan.of("proxy", PROXIES.index(role))


def probe(port: int) -> str:
    """Return a command that succeeds while `/health` answers 200 on a port of the container's loopback."""
    request = r"GET /health HTTP/1.0\r\n\r\n"
    return f'exec 3<>/dev/tcp/127.0.0.1/{port} && printf "{request}" >&3 && grep -q " 200 " <&3'


def _settings(spec: ProxySpec) -> dict[str, pulumi.Input[str]]:
    preamble = fill(files.read("proxy/preamble.cfg"), {"STATUS_PORT": STATUS_PORT})
    modules = {"sessions.lua": files.read("proxy/sessions.lua")} if spec.ends_sessions else {}
    if modules:
        preamble += "\nglobal\n  lua-load sessions.lua\n"
    configuration = pulumi.Output.from_input(spec.configuration).apply(lambda text: f"{preamble}\n{text}")
    return {"haproxy.cfg": configuration, **modules, **spec.files}
