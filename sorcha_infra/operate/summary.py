"""What `make up` says at its end: the address, and what an operator does next."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from sorcha_infra.domain.deployment import Deployment, EdgeProxy
from sorcha_infra.domain.vocabulary import ImageSource, ServiceName
from sorcha_infra.operations import Operations

_DEFAULT_STACK = "dev"
_LOCAL_HOSTS = ("localhost", "127.0.0.1")


def summary(
    stack: str, deployment: Deployment, outputs: Mapping[str, Any], operations: Operations, seconds: float
) -> str:
    """The last lines."""
    url = outputs["url"]
    edge = deployment.edge
    is_generated = isinstance(edge, EdgeProxy) and edge.certificate is None
    option = "-k " if is_generated else ""
    argument = "" if stack == _DEFAULT_STACK else f" STACK={stack}"
    password = f"pulumi stack output adminPassword --show-secrets --stack {stack}"
    tenants = deployment.services[ServiceName.TENANT].replicas + 1
    rows = [
        ("sign in", f"{outputs['adminEmail']}, password: . ./env.sh; {password}"),
        (
            "look",
            f"curl {option}{url}/api/health    {operations.look(deployment.installation)}",
        ),
        (
            "change",
            f"pulumi config set --stack {stack} --path sorcha:deployment.services.tenant.replicas {tenants}; "
            f"make up{argument}",
        ),
        ("truth", f"pulumi stack output promises --stack {stack}"),
        ("stop", f"make down{argument}                (keeps the data and what opens it)"),
        *(("note", note) for note in _notes(deployment, url, operations, is_generated)),
    ]
    lines = "\n".join(f"  {name:<9}  {text}" for name, text in rows)
    return f"\nSorcha ({outputs['tier']}) is up after {seconds:.0f} s: {url}\n{lines}"


def _notes(deployment: Deployment, url: str, operations: Operations, is_generated: bool) -> Iterator[str]:
    if deployment.image_source is ImageSource.LAB:
        yield "these are the lab's images: Sorcha's services and MongoDB are stand-ins"
    if is_generated:
        yield "the certificate is a generated one that browsers warn of; your own: docs/operations.md"
    if urlsplit(url).hostname not in _LOCAL_HOSTS:
        yield f"{operations.reach(deployment)}; {url} must lead there"
