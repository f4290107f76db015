"""The end of `make up`: notes, then at most five lines with the address, the promises and further reading."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from sorcha_infra.domain.deployment import Deployment, EdgeProxy
from sorcha_infra.domain.promises import by_role
from sorcha_infra.operations import Operations
from sorcha_infra.profiles import profile

_DEFAULT_STACK = "dev"
_LOCAL_HOSTS = ("localhost", "127.0.0.1")


def summary(
    stack: str, deployment: Deployment, outputs: Mapping[str, Any], operations: Operations, seconds: float
) -> str:
    """The five lines."""
    url = outputs["url"]
    option = "-k " if _has_generated_certificate(deployment) else ""
    argument = "" if stack == _DEFAULT_STACK else f" STACK={stack}"
    password = f"pulumi stack output adminPassword --show-secrets --stack {stack}"
    rows = (
        ("sign in", f"{outputs['adminEmail']}, password: . ./env.sh; {password}"),
        ("check", f"curl {option}{url}/api/health; {operations.look(deployment.installation)}"),
        ("tolerates", _tolerance(deployment)),
        (
            "more",
            f"docs/{deployment.tier}.md, docs/operations.md; stop: make down{argument} (keeps the data)",
        ),
    )
    lines = "\n".join(f"  {name:<9}  {text}" for name, text in rows)
    return f"\nSorcha ({outputs['tier']}) is up after {seconds:.0f} s: {url}\n{lines}"


def notes(deployment: Deployment, url: str, operations: Operations) -> Iterator[str]:
    """Facts about the address that an operator must act on."""
    if _has_generated_certificate(deployment):
        yield "the certificate is generated, and browsers warn of it; your own: docs/operations.md"
    if urlsplit(url).hostname not in _LOCAL_HOSTS:
        yield f"{operations.reach(deployment)}; {url} must lead there"


def _has_generated_certificate(deployment: Deployment) -> bool:
    return isinstance(deployment.edge, EdgeProxy) and deployment.edge.certificate is None


def _tolerance(deployment: Deployment) -> str:
    roles = by_role(profile(deployment.platform).promises(deployment))
    tolerant = [role for role, promise in roles.items() if promise.survives]
    single = [role for role, promise in roles.items() if promise.single_point]
    if not tolerant:
        return "no failure: every component is a single point"
    return f"one failure of {', '.join(tolerant)}; no failure of {', '.join(single)}"
