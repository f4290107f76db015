"""One edge on a scratch network, run as the platform runs it: same scripts, same settings, same check."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, replace
from typing import Any

import httpx

from sorcha_infra.domain.edge import public_address
from sorcha_infra.platforms.docker import files, proxy
from sorcha_infra.platforms.docker.edge import haproxy, nginx
from sorcha_infra.seam import Certificate, EdgeSpec
from sorcha_infra.template import fill
from tests.certificates import Pair, pair
from tests.lab.store_lab import StoreLab, Upload, address, log, wait_until
from tests.platforms.docker.edge.gateway import Gateway

HOST = "sorcha.example.com"
PUBLIC_PORT = 9443


@dataclass(frozen=True, slots=True)
class _Kind:
    image: str
    directory: str
    script: str
    settings: str
    run: dict[str, Any]


_KINDS = {
    "haproxy": _Kind(
        "sorcha-lab/haproxy:3.0",
        proxy.DIRECTORY,
        "proxy/settings.sh",
        "haproxy.cfg",
        {
            "command": [
                "haproxy",
                *("-S", f"{proxy.DIRECTORY}/master.sock", "-f", f"{proxy.DIRECTORY}/haproxy.cfg"),
            ]
        },
    ),
    "nginx": _Kind(
        "sorcha-lab/nginx:1.26",
        nginx.DIRECTORY,
        "edge/nginx-settings.sh",
        "nginx.conf",
        {
            "entrypoint": ["bash", "/sorcha/start.sh"],
            "files": {"/sorcha/start.sh": Upload(files.read("edge/nginx-start.sh"), 0o444)},
        },
    ),
}


class Edge:
    """The container, its volume, and two gateways."""

    def __init__(self, lab: StoreLab, kind: str) -> None:
        self._lab = lab
        self._kind = _KINDS[kind]
        self._volume = lab.volume("edge")
        self.kind = kind
        bridge = lab.network.attrs["IPAM"]["Config"][0]["Gateway"]
        self.gateways = [Gateway(f"gateway-{ordinal}", bridge) for ordinal in range(2)]
        self.spec = EdgeSpec(
            kind="nginx" if kind == "nginx" else "haproxy",
            gateways=2,
            public=public_address(f"https://{HOST}:{PUBLIC_PORT}"),
            certificate=Certificate(chain="", key=""),
            address="127.0.0.1",
            http_port=80,
            https_port=PUBLIC_PORT,
            requests_per_second=1000,
        )
        self.pair = pair(HOST)
        assert self.configure()[0] == 0
        self.container = lab.start(
            self._kind.image,
            environment=self._environment,
            volumes={self._kind.directory: self._volume},
            alias="edge",
            **self._kind.run,
        )
        self.at = address(self.container, lab.network)
        wait_until("the edge", lambda: self.client().get("/").status_code == 200, 60)

    def configure(self, certificate: Pair | None = None, **changes: Any) -> tuple[int, str]:
        """What the job does; how it ended, and its words."""
        self.pair = certificate or self.pair
        self.spec = replace(self.spec, **changes)
        addresses = [gateway.address for gateway in self.gateways[: self.spec.gateways]]
        if self.kind == "haproxy":
            preamble = fill(files.read("proxy/preamble.cfg"), {"STATUS_PORT": proxy.STATUS_PORT})
            text = f"{preamble}\n{haproxy.configuration(self.spec, addresses)}"
        else:
            text = nginx.configuration(self.spec, addresses)
        uploads = {
            "/sorcha/settings.sh": Upload(files.read(self._kind.script), 0o444),
            f"/sorcha/settings/{self._kind.settings}": Upload(text, 0o444),
            "/sorcha/settings/edge.pem": Upload(f"{self.pair.chain}\n{self.pair.key}\n", 0o444),
        }
        return self._lab.run(
            self._kind.image,
            entrypoint=["bash", "/sorcha/settings.sh"],
            environment=self._environment,
            files=uploads,
            volumes={self._kind.directory: self._volume},
        )

    def run(self, command: list[str]) -> tuple[int, str]:
        """Runs a command in its container, as the platform does."""
        status, output = self.container.exec_run(command)
        assert isinstance(output, bytes)
        return status or 0, output.decode()

    @property
    def _environment(self) -> dict[str, str]:
        return {"DIRECTORY": self._kind.directory, "STATUS_PORT": str(proxy.STATUS_PORT)}

    @property
    def url(self) -> str:
        """Of the encrypted port."""
        return f"https://{self.at}:8443"

    def client(self, **options: Any) -> httpx.Client:
        """A browser: cookies, kept connections, no trust asked for."""
        headers = {"Host": HOST, **options.pop("headers", {})}
        return httpx.Client(
            base_url=self.url, verify=trusting(), headers=headers, timeout=30, trust_env=False, **options
        )

    def log(self) -> str:
        """What it printed."""
        return log(self.container)

    def served_certificate(self) -> str:
        """PEM of what a new connection is shown."""
        return ssl.get_server_certificate((self.at, 8443))


def trusting() -> ssl.SSLContext:
    """Takes any certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
