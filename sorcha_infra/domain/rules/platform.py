"""Where it runs: network and engines."""

from collections.abc import Iterator
from ipaddress import IPv4Network

from sorcha_infra.domain.addresses import LARGEST_PREFIX, SMALLEST_PREFIX, default_subnet
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules.rule import ROOT, Rule
from sorcha_infra.domain.vocabulary import PlatformName


def subnet_holds_the_address_plan(deployment: Deployment) -> Iterator[Problem]:
    """Members with an address for life need it inside a private network."""
    path = f"{ROOT}.network.subnet"
    allowed = (
        f"allowed a private network (10/8, 172.16/12 or 192.168/16) from /{LARGEST_PREFIX} to "
        f"/{SMALLEST_PREFIX}: the address plan needs 256 addresses"
    )
    example = default_subnet(deployment.installation)
    try:
        network = IPv4Network(deployment.subnet, strict=False)
    except ValueError:
        yield Problem(path=path, message=f"found no IPv4 network, {allowed}", fix=example)
        return
    if not LARGEST_PREFIX <= network.prefixlen <= SMALLEST_PREFIX or not _is_private(network):
        yield Problem(path=path, message=f"found {network}, {allowed}", fix=example)
    elif str(network) != deployment.subnet:
        yield Problem(
            path=path,
            message=f"found an address inside {network}, allowed the network itself",
            fix=str(network),
        )


def _is_private(network: IPv4Network) -> bool:
    # Not `is_private`: that counts loopback and documentation networks in.
    return any(network.subnet_of(private) for private in _PRIVATE)


_PRIVATE = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))


def docker_hosts_only_on_docker(deployment: Deployment) -> Iterator[Problem]:
    """A key of one platform means nothing on the other."""
    if deployment.docker_hosts and deployment.platform is not PlatformName.DOCKER:
        yield Problem(
            path=f"{ROOT}.docker.hosts",
            message=f"means something on docker only, the platform is {deployment.platform}",
            remove=True,
        )


RULES: tuple[Rule, ...] = (
    subnet_holds_the_address_plan,
    docker_hosts_only_on_docker,
)
