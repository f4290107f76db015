"""What users reach: the edge, its certificate and the public address."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from sorcha_infra.domain.deployment import Deployment, EdgeProxy
from sorcha_infra.domain.edge import DEFAULT_PORTS
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules.rule import ROOT, Rule
from sorcha_infra.domain.services import Severity
from sorcha_infra.domain.vocabulary import Tier


def public_url_is_an_address(deployment: Deployment) -> Iterator[Problem]:
    """Links, passkeys and status lists are made from it."""
    path = f"{ROOT}.publicUrl"
    address = urlsplit(deployment.public_url)
    try:
        port = address.port
    except ValueError:
        port = 0
    if port == 0:
        yield Problem(path=path, message="its port is none, allowed 1 to 65535", remove=True)
    if port == DEFAULT_PORTS[address.scheme]:
        yield Problem(
            path=path,
            message=f"found port {port}, allowed none where it is the one of {address.scheme}: browsers "
            "leave it out of their origin, and passkeys compare the two",
            fix=f"{address.scheme}://{address.hostname}",
        )


def public_url_is_https_behind_an_edge(deployment: Deployment) -> Iterator[Problem]:
    """The edge redirects http to https, and passkeys and links must name what users end up at."""
    if isinstance(deployment.edge, EdgeProxy) and deployment.tier is Tier.DEVELOPMENT:
        yield from _https(deployment, f"where edge.kind is {deployment.edge.kind}: it serves https alone")


def public_url_is_https_in_production(deployment: Deployment) -> Iterator[Problem]:
    """Passkeys, secure cookies and HSTS need TLS."""
    if deployment.tier is Tier.DEVELOPMENT:
        return
    yield from _https(deployment, "outside dev: passkeys and secure cookies need it")


def _https(deployment: Deployment, reason: str) -> Iterator[Problem]:
    if urlsplit(deployment.public_url).scheme != "https":
        yield Problem(
            path=f"{ROOT}.publicUrl",
            message=f"found http, allowed https {reason}",
            fix=deployment.public_url.replace("http:", "https:", 1),
        )


def edge_ports_differ(deployment: Deployment) -> Iterator[Problem]:
    """One port cannot redirect to itself."""
    edge = deployment.edge
    if isinstance(edge, EdgeProxy) and edge.http_port == edge.https_port:
        yield Problem(
            path=f"{ROOT}.edge.httpPort",
            message=f"found {edge.http_port}, which is edge.httpsPort; allowed: another one",
            fix=DEFAULT_PORTS["http"] if edge.https_port != DEFAULT_PORTS["http"] else 8080,
        )


def public_url_leads_to_the_edge(deployment: Deployment) -> Iterator[Problem]:
    """Say so where something else must stand between users and the edge."""
    edge = deployment.edge
    if not isinstance(edge, EdgeProxy):
        return
    try:
        port = urlsplit(deployment.public_url).port or 443
    except ValueError:
        return  # told by its rule
    if port != edge.https_port and urlsplit(deployment.public_url).scheme == "https":
        yield Problem(
            path=f"{ROOT}.edge.httpsPort",
            message=f"found {edge.https_port}, and publicUrl leads to port {port}: something of yours must "
            "hand one on to the other",
            severity=Severity.WARN,
            fix=port,
        )


def certificate_holds_no_private_key(deployment: Deployment) -> Iterator[Problem]:
    """A private key is a secret, and the stack file is not."""
    edge = deployment.edge
    if isinstance(edge, EdgeProxy) and edge.certificate is not None and "PRIVATE KEY" in edge.certificate:
        yield Problem(
            path=f"{ROOT}.edge.certificate",
            message="holds a private key, allowed the certificate chain alone; "
            "the key is a secret of its own, sorcha:edgePrivateKey",
            remove=True,
        )


RULES: tuple[Rule, ...] = (
    public_url_is_an_address,
    public_url_is_https_in_production,
    public_url_is_https_behind_an_edge,
    edge_ports_differ,
    public_url_leads_to_the_edge,
    certificate_holds_no_private_key,
)
