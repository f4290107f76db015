"""What `make up` says at its end: the address, and what an operator does next."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from sorcha_infra.domain.deployment import Deployment, EdgeProxy
from sorcha_infra.domain.vocabulary import ImageSource, ServiceName
from sorcha_infra.operations import Operations

_DEFAULT_STACK = "dev"
_LOCAL_HOSTS = ("localhost", "127.0.0.1")


def ending(
    stack: str, deployment: Deployment, outputs: Mapping[str, Any], operations: Operations, seconds: float
) -> str:
    """The last lines."""
    url = outputs["url"]
    edge = deployment.edge
    made_up = isinstance(edge, EdgeProxy) and edge.certificate is None
    which = "" if stack == _DEFAULT_STACK else f" STACK={stack}"
    password = f"pulumi stack output adminPassword --show-secrets --stack {stack}"
    tenants = deployment.services[ServiceName.TENANT].replicas + 1
    rows = [
        ("sign in", f"{outputs['adminEmail']}, password: . ./env.sh; {password}"),
        (
            "look",
            f"curl {'-k ' if made_up else ''}{url}/api/health    {operations.look(deployment.installation)}",
        ),
        (
            "change",
            f"pulumi config set --stack {stack} --path sorcha:deployment.services.tenant.replicas {tenants}; "
            f"make up{which}",
        ),
        ("truth", f"pulumi stack output promises --stack {stack}"),
        ("stop", f"make down{which}                (keeps the data and what opens it)"),
        *(("note", note) for note in _notes(deployment, url, operations, made_up)),
    ]
    lines = "\n".join(f"  {name:<9}  {text}" for name, text in rows)
    return f"\nSorcha ({outputs['tier']}) is up after {seconds:.0f} s: {url}\n{lines}"


def _notes(deployment: Deployment, url: str, operations: Operations, made_up: bool) -> Iterator[str]:
    if deployment.image_source is ImageSource.LAB:
        yield "these are the lab's images: Sorcha's services and MongoDB are stand-ins"
    if made_up:
        yield "the certificate is a generated one that browsers warn of; your own: edge.certificate (README)"
    if urlsplit(url).hostname not in _LOCAL_HOSTS:
        yield f"{operations.reach(deployment)}; {url} must lead there"
