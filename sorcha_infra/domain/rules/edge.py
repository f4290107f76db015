"""Rules over the edge, its certificate and the public address."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from sorcha_infra.domain.deployment import Deployment, EdgeProxy
from sorcha_infra.domain.edge import DEFAULT_PORTS
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules.rule import ROOT, Rule
from sorcha_infra.domain.services import Severity
from sorcha_infra.domain.vocabulary import Tier


def valid_public_url(deployment: Deployment) -> Iterator[Problem]:
    """Links, passkeys and status lists contain the public address."""
    path = f"{ROOT}.publicUrl"
    address = urlsplit(deployment.public_url)
    try:
        port = address.port
    except ValueError:
        port = 0
    if port == 0:
        yield Problem(path=path, finding="has an invalid port", expected="1 to 65535", remove=True)
    if port == DEFAULT_PORTS[address.scheme]:
        yield Problem(
            path=path,
            finding=f"names port {port}, the default of {address.scheme}; browsers omit it from the origin, "
            "so passkeys would not match",
            expected="the address without the port",
            fix=f"{address.scheme}://{address.hostname}",
        )


def https_public_url_behind_edge(deployment: Deployment) -> Iterator[Problem]:
    """The edge redirects http to https, and passkeys and links must match the final address."""
    if isinstance(deployment.edge, EdgeProxy) and deployment.tier is Tier.DEVELOPMENT:
        yield from _https(deployment, f"edge.kind is {deployment.edge.kind}, which serves https only")


def https_public_url_in_production(deployment: Deployment) -> Iterator[Problem]:
    """Passkeys, secure cookies and HSTS need TLS."""
    if deployment.tier is Tier.DEVELOPMENT:
        return
    yield from _https(deployment, "outside dev passkeys and secure cookies need TLS")


def _https(deployment: Deployment, reason: str) -> Iterator[Problem]:
    if urlsplit(deployment.public_url).scheme != "https":
        yield Problem(
            path=f"{ROOT}.publicUrl",
            finding=f"is http; {reason}",
            expected="https",
            fix=deployment.public_url.replace("http:", "https:", 1),
        )


def distinct_edge_ports(deployment: Deployment) -> Iterator[Problem]:
    """A port cannot redirect to itself."""
    edge = deployment.edge
    if isinstance(edge, EdgeProxy) and edge.http_port == edge.https_port:
        yield Problem(
            path=f"{ROOT}.edge.httpPort",
            finding=f"is {edge.http_port}, the port of edge.httpsPort",
            expected="another port",
            fix=DEFAULT_PORTS["http"] if edge.https_port != DEFAULT_PORTS["http"] else 8080,
        )


def public_url_matches_edge_port(deployment: Deployment) -> Iterator[Problem]:
    """With another port, a forwarder between users and the edge is needed."""
    edge = deployment.edge
    if not isinstance(edge, EdgeProxy):
        return
    try:
        port = urlsplit(deployment.public_url).port or 443
    except ValueError:
        return  # reported by valid_public_url
    if port != edge.https_port and urlsplit(deployment.public_url).scheme == "https":
        yield Problem(
            path=f"{ROOT}.edge.httpsPort",
            finding=f"is {edge.https_port}, but publicUrl names port {port}; a forwarder of yours must "
            "connect the two",
            severity=Severity.WARN,
            fix=port,
        )


def no_private_key_in_certificate(deployment: Deployment) -> Iterator[Problem]:
    """A private key is a secret, but the stack file is in version control."""
    edge = deployment.edge
    if isinstance(edge, EdgeProxy) and edge.certificate is not None and "PRIVATE KEY" in edge.certificate:
        yield Problem(
            path=f"{ROOT}.edge.certificate",
            finding="contains a private key; set the key as the secret sorcha:edgePrivateKey",
            expected="the certificate chain only",
            remove=True,
        )


RULES: tuple[Rule, ...] = (
    valid_public_url,
    https_public_url_in_production,
    https_public_url_behind_edge,
    distinct_edge_ports,
    public_url_matches_edge_port,
    no_private_key_in_certificate,
)
