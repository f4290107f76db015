"""Whole texts of refusals, as an operator reads them, one of each kind."""

from textwrap import dedent, indent
from typing import Any

import pytest

from .stacks import dev, examine_stack, refusal_text, small

SET = "pulumi config set --stack dev --path sorcha:deployment."
REMOVE = "pulumi config rm --stack dev --path sorcha:deployment."

SERVICES = "blueprint, gateway, peer, register, tenant, ui, validator, wallet"
TOP = (
    "accept, docker, edge, images, installation, kubernetes, mongo, network, peer, platform, postgres, "
    "publicUrl, redis, services, tier"
)

TEXTS: list[tuple[str, Any, str]] = [
    (
        "unknown key",
        dev(services={"gatway": {"replicas": 1}}),
        f"services.gatway: is not a key (did you mean gateway?). Expected one of {SERVICES}.\n"
        f"    Fix: {REMOVE}services.gatway",
    ),
    (
        "unknown key with nothing near",
        dev(services={"tenant": {"count": 2}}),
        "services.tenant.count: is not a key. Expected one of image, replicas, resources.\n"
        f"    Fix: {REMOVE}services.tenant.count",
    ),
    (
        "another key store for the wallet",
        dev(services={"wallet": {"keyProvider": "AzureKeyVault"}}),
        "services.wallet.keyProvider: is not a key; the wallet implements no key vault (Azure, HashiCorp, "
        "AWS) and with one configured it silently falls back to keys in memory, lost at its next restart "
        "(contract §1.5). Expected the built-in LinuxSecretService, which keeps the keys encrypted on a "
        f"volume.\n    Fix: {REMOVE}services.wallet.keyProvider",
    ),
    (
        "name of the program's field",
        dev(public_url="http://localhost:8080"),
        f"public_url: is not a key (did you mean publicUrl?). Expected one of {TOP}.\n"
        f"    Fix: {REMOVE}public_url",
    ),
    (
        "key that needs quoting",
        dev(**{"a b.c": 1}),
        f'["a b.c"]: is not a key. Expected one of {TOP}.\n'
        "    Fix: pulumi config rm --stack dev --path 'sorcha:deployment[\"a b.c\"]'",
    ),
    (
        "key of another topology",
        dev(redis={"topology": "single", "sentinels": 3}),
        "redis.sentinels: is not a key. Expected one of image, resources, topology.\n"
        f"    Fix: {REMOVE}redis.sentinels",
    ),
    (
        "string for a number",
        dev(services={"gateway": {"replicas": "two"}}),
        "services.gateway.replicas: is a string of 3 characters. Expected an integer of at least 1.\n"
        f"    Fix: {REMOVE}services.gateway.replicas && {SET}services.gateway.replicas 1",
    ),
    (
        "quoted number",
        dev(services={"gateway": {"replicas": "2"}}),
        "services.gateway.replicas: is a string of 1 characters. Expected an integer of at least 1.\n"
        f"    Fix: {REMOVE}services.gateway.replicas && {SET}services.gateway.replicas 2",
    ),
    (
        "quoted digits, which may be a secret",
        dev(services={"gateway": {"replicas": "48151623"}}),
        "services.gateway.replicas: is a string of 8 characters. Expected an integer of at least 1.\n"
        f"    Fix: {REMOVE}services.gateway.replicas && {SET}services.gateway.replicas 1",
    ),
    (
        "true for a number",
        dev(services={"gateway": {"replicas": True}}),
        "services.gateway.replicas: is a boolean (true). Expected an integer of at least 1.\n"
        f"    Fix: {SET}services.gateway.replicas 1",
    ),
    (
        "fraction for an integer",
        dev(services={"tenant": {"replicas": 2.5}}),
        "services.tenant.replicas: is 2.5. Expected an integer of at least 1.\n"
        f"    Fix: {SET}services.tenant.replicas 2",
    ),
    (
        "no replicas",
        dev(services={"tenant": {"replicas": 0}}),
        "services.tenant.replicas: is 0. Expected an integer of at least 1.\n"
        f"    Fix: {SET}services.tenant.replicas 1",
    ),
    (
        "too many replicas",
        dev(services={"tenant": {"replicas": 99}}),
        "services.tenant.replicas: is 99; Sorcha's own plan scales a pool to at most 10 (contract §6.1), and "
        "the database's connections are sized for that. Expected at most 10.\n"
        f"    Fix: {SET}services.tenant.replicas 10",
    ),
    (
        "second validator",
        dev(services={"validator": {"replicas": 2}}),
        "services.validator.replicas: is 2; every instance approves its own dockets and the register takes a "
        "duplicate docket for a success: two validators corrupt the chain silently (contract §3.6). Expected "
        f"at most 1.\n    Fix: {SET}services.validator.replicas 1",
    ),
    (
        "second blueprint without an accept entry",
        dev(services={"blueprint": {"replicas": 2}}),
        "services.blueprint.replicas: is 2; drafts, published versions, instances and uploaded files live in "
        "the memory of one process: users on different replicas see different data (contract §3.2). Expected "
        f"at most 1.\n    Fix: {SET}services.blueprint.replicas 1\n"
        "    Or accept the deviation: pulumi config set --stack dev --path "
        "'sorcha:deployment.accept[0].key' services.blueprint.replicas && pulumi config set --stack dev "
        "--path 'sorcha:deployment.accept[0].reason' '<reason for the deviation>'",
    ),
    (
        "accept entry with an empty reason",
        dev(
            services={"blueprint": {"replicas": 2}},
            accept=[{"key": "services.blueprint.replicas", "reason": ""}],
        ),
        "accept[0].reason: is a string of 0 characters. Expected a string of at least 10 characters.\n"
        "    Fix: pulumi config set --stack dev --path 'sorcha:deployment.accept[0].reason' "
        "'<reason for the deviation>'",
    ),
    (
        "small fraction",
        dev(services={"ui": {"resources": {"cpus": 0.05, "memoryMib": 256}}}),
        "services.ui.resources.cpus: is 0.05. Expected a number from 0.1 to 64.\n"
        "    Fix: pulumi config set --stack dev --path --type float "
        "sorcha:deployment.services.ui.resources.cpus 0.1",
    ),
    (
        "not a number",
        dev(services={"ui": {"resources": {"cpus": float("nan"), "memoryMib": 256}}}),
        "services.ui.resources.cpus: is nan. Expected a number from 0.1 to 64.\n"
        "    Fix: pulumi config set --stack dev --path --type float "
        "sorcha:deployment.services.ui.resources.cpus 1.0",
    ),
    (
        "half of a pair",
        dev(services={"ui": {"resources": {"cpus": 1}}}),
        "services.ui.resources.memoryMib: is missing. Expected an integer from 64 to 1048576.\n"
        f"    Fix: {SET}services.ui.resources.memoryMib 512",
    ),
    (
        "secret in the wrong place",
        dev(postgres={"password": "correct horse battery"}),
        "postgres.password: is not a key here; a secret is an encrypted key beside the deployment. Expected "
        f"sorcha:postgresPassword.\n    Fix: {REMOVE}postgres.password && "
        "pulumi config set --stack dev --secret sorcha:postgresPassword",
    ),
    (
        "secret of a service in the wrong place",
        dev(services={"tenant": {"clientSecret": "correct horse battery"}}),
        "services.tenant.clientSecret: is not a key here; a secret is an encrypted key beside the "
        f"deployment. Expected sorcha:tenantClientSecret.\n    Fix: {REMOVE}services.tenant.clientSecret && "
        "pulumi config set --stack dev --secret sorcha:tenantClientSecret",
    ),
    (
        "missing tier",
        {"platform": "docker"},
        f"tier: is missing. Expected one of dev, prod-small, prod-large.\n    Fix: {SET}tier dev",
    ),
    (
        "unknown tier",
        dev(tier="prodsmall", redis={"image": "redis:8"}),
        "tier: is a string of 9 characters (did you mean prod-small?). Expected one of dev, prod-small, "
        "prod-large.\n"
        f"    Fix: {SET}tier prod-small",
    ),
    (
        "unknown platform",
        dev(platform="podman"),
        "platform: is a string of 6 characters. Expected docker or kubernetes.\n"
        f"    Fix: {SET}platform docker",
    ),
    (
        "unknown topology",
        dev(redis={"topology": "Sentinels"}),
        "redis.topology: is a string of 9 characters (did you mean sentinel?). Expected one of cluster, "
        f"managed, sentinel, single.\n    Fix: {SET}redis.topology sentinel",
    ),
    (
        "number for a topology",
        dev(redis={"topology": 5}),
        "redis.topology: is an integer. Expected one of cluster, managed, sentinel, single.\n"
        f"    Fix: {REMOVE}redis.topology",
    ),
    (
        "unknown kind of edge",
        dev(edge={"kind": "traefik"}),
        "edge.kind: is a string of 7 characters. Expected one of haproxy, nginx, none.\n"
        f"    Fix: {REMOVE}edge.kind",
    ),
    (
        "number for a store",
        dev(redis=3),
        "redis: is an integer. Expected a mapping whose topology is one of cluster, managed, sentinel, "
        "single.\n"
        f"    Fix: {REMOVE}redis",
    ),
    (
        "Redis Cluster in production",
        small(redis={"topology": "cluster"}),
        "redis.topology: is cluster; the services use MULTI, XREADGROUP and RENAME across slots, which Redis "
        "Cluster refuses (contract §2.8). Expected single, sentinel or managed.\n"
        f"    Fix: {SET}redis.topology sentinel",
    ),
    (
        "Redis Cluster",
        dev(redis={"topology": "cluster"}),
        "redis.topology: is cluster; the services use MULTI, XREADGROUP and RENAME across slots, which Redis "
        "Cluster refuses (contract §2.8). Expected single, sentinel or managed.\n"
        f"    Fix: {SET}redis.topology single",
    ),
    (
        "two gateways on one port",
        dev(services={"gateway": {"replicas": 2}}),
        "services.gateway.replicas: is 2, but edge.kind is none and several gateways need a load balancer. "
        f"Expected 1.\n    Fix: {SET}services.gateway.replicas 1",
    ),
    (
        "invalid subnet",
        dev(network={"subnet": "10.201.300.0/24"}),
        "network.subnet: is not an IPv4 network. Expected a private network (10/8, 172.16/12 or 192.168/16) "
        "from /16 to /24 for the 256 addresses of the plan.\n"
        f"    Fix: {SET}network.subnet 10.201.239.0/24",
    ),
    (
        "subnet that is too small",
        dev(network={"subnet": "10.1.2.0/28"}),
        "network.subnet: is 10.1.2.0/28. Expected a private network (10/8, 172.16/12 or 192.168/16) from "
        f"/16 to /24 for the 256 addresses of the plan.\n    Fix: {SET}network.subnet 10.201.239.0/24",
    ),
    (
        "subnet with host bits",
        dev(network={"subnet": "10.1.2.3/24"}),
        f"network.subnet: has host bits set. Expected 10.1.2.0/24.\n    Fix: {SET}network.subnet 10.1.2.0/24",
    ),
    (
        "public subnet",
        dev(network={"subnet": "8.8.8.0/24"}),
        "network.subnet: is 8.8.8.0/24. Expected a private network (10/8, 172.16/12 or 192.168/16) from "
        f"/16 to /24 for the 256 addresses of the plan.\n    Fix: {SET}network.subnet 10.201.239.0/24",
    ),
    (
        "installation that is not a label",
        dev(installation="My Sorcha"),
        "installation: is a string of 9 characters. Expected a string of at most 30 characters that matches "
        "^[a-z]([a-z0-9-]*[a-z0-9])?$.\n"
        f"    Fix: {REMOVE}installation",
    ),
    (
        "engine that is not an address",
        dev(docker={"hosts": ["engine-1"]}),
        "docker.hosts[0]: is a string of 8 characters. Expected a string of at most 255 characters that "
        "matches ^(ssh|tcp)://[a-zA-Z0-9@._:-]+$.\n"
        "    Fix: pulumi config set --stack dev --path 'sorcha:deployment.docker.hosts[0]' "
        "ssh://operator@engine.example.com",
    ),
    (
        "keys of Docker on Kubernetes",
        dev(platform="kubernetes", docker={"hosts": ["ssh://a"]}, network={"subnet": "10.9.0.0/16"}),
        f"network: is a key of platform docker, but the platform is kubernetes.\n    Fix: {REMOVE}network\n"
        f"docker: is a key of platform docker, but the platform is kubernetes.\n    Fix: {REMOVE}docker\n"
        "platform: kubernetes is not built yet.",
    ),
    (
        "keys of Kubernetes on Docker",
        dev(kubernetes={"context": "production"}),
        "kubernetes: is a key of platform kubernetes, but the platform is docker.\n"
        f"    Fix: {REMOVE}kubernetes",
    ),
    (
        "unknown source of images",
        dev(images={"source": "labs"}),
        "images.source: is a string of 4 characters (did you mean lab?). Expected published or lab.\n"
        f"    Fix: {SET}images.source lab",
    ),
    (
        "invalid port",
        dev(publicUrl="http://localhost:99999"),
        f"publicUrl: has an invalid port. Expected 1 to 65535.\n    Fix: {REMOVE}publicUrl",
    ),
    (
        "two errors",
        dev(services={"gateway": {"replicas": 0}}, netwrk={}),
        "services.gateway.replicas: is 0. Expected an integer of at least 1.\n"
        f"    Fix: {SET}services.gateway.replicas 1\n"
        f"netwrk: is not a key (did you mean network?). Expected one of {TOP}.\n    Fix: {REMOVE}netwrk",
    ),
    (
        "a wrong key and a broken rule",
        dev(services={"validator": {"replicas": 2, "imge": "a:1"}}),
        "services.validator.imge: is not a key (did you mean image?). Expected one of image, replicas, "
        "resources.\n"
        f"    Fix: {REMOVE}services.validator.imge\n"
        "services.validator.replicas: is 2; every instance approves its own dockets and the register takes a "
        "duplicate docket for a success: two validators corrupt the chain silently (contract §3.6). Expected "
        f"at most 1.\n    Fix: {SET}services.validator.replicas 1",
    ),
    (
        "a wrong tag and other keys",
        dev(mongo={"topology": "replicaset", "members": 2, "member": 3}),
        "mongo.topology: is a string of 10 characters (did you mean replicaSet?). Expected one of managed, "
        f"replicaSet, single.\n    Fix: {SET}mongo.topology replicaSet\n"
        "mongo.members: is 2. Expected an integer from 3 to 7.\n"
        f"    Fix: {SET}mongo.members 3\n"
        "mongo.member: is not a key (did you mean members?). Expected one of image, members, resources, "
        "topology.\n"
        f"    Fix: {REMOVE}mongo.member",
    ),
    (
        "nothing at all",
        None,
        f"tier: is missing. Expected one of dev, prod-small, prod-large.\n    Fix: {SET}tier dev\n"
        f"platform: is missing. Expected docker or kubernetes.\n    Fix: {SET}platform docker",
    ),
    (
        "a list",
        [],
        ": is not a mapping. Expected tier, platform and the keys that differ from the table.\n"
        "    Fix: pulumi config rm --stack dev sorcha:deployment",
    ),
]


@pytest.mark.parametrize(
    ("deployment", "expected"), [row[1:] for row in TEXTS], ids=[row[0] for row in TEXTS]
)
def test_a_refusal_has_the_problem_the_expectation_and_the_fix(deployment: Any, expected: str) -> None:
    rooted = "\n".join(
        line if line.startswith(" ") else f"sorcha:deployment{'' if line[0] in ':[' else '.'}{line}"
        for line in expected.splitlines()
    )
    assert dedent(refusal_text(deployment)) == rooted


PRODUCTION = [
    (
        "no public address",
        {"tier": "prod-small", "platform": "docker"},
        "is missing. Expected the https address of this installation.\n"
        "    Fix: pulumi config set --stack prod-small --path sorcha:deployment.publicUrl "
        "https://sorcha.example.com",
    ),
    (
        "no TLS",
        small(publicUrl="http://sorcha.acme.com"),
        "is http; outside dev passkeys and secure cookies need TLS. Expected https.\n"
        "    Fix: pulumi config set --stack prod-small --path sorcha:deployment.publicUrl "
        "https://sorcha.acme.com",
    ),
    (
        "a default port",
        small(publicUrl="https://sorcha.acme.com:443"),
        "names port 443, the default of https; browsers omit it from the origin, so passkeys would not "
        "match. Expected the address without the port.\n"
        "    Fix: pulumi config set --stack prod-small --path sorcha:deployment.publicUrl "
        "https://sorcha.acme.com",
    ),
    (
        "a name with an empty label",
        small(publicUrl="https://sorcha..com"),
        "is a string of 19 characters. Expected a string of at most 255 characters that matches "
        "^https?://[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[0-9]{1,5})?$.\n"
        "    Fix: pulumi config set --stack prod-small --path sorcha:deployment.publicUrl "
        "https://sorcha.example.com",
    ),
    (
        "an address with a path",
        small(publicUrl="https://sorcha.acme.com/app"),
        "is a string of 27 characters. Expected a string of at most 255 characters that matches "
        "^https?://[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[0-9]{1,5})?$.\n"
        "    Fix: pulumi config set --stack prod-small --path sorcha:deployment.publicUrl "
        "https://sorcha.example.com",
    ),
]


@pytest.mark.parametrize(
    ("deployment", "expected"), [row[1:] for row in PRODUCTION], ids=[row[0] for row in PRODUCTION]
)
def test_production_needs_a_public_address(deployment: Any, expected: str) -> None:
    text = refusal_text(deployment, stack="prod-small")
    assert indent(f"sorcha:deployment.publicUrl: {expected}\n", "  ") in text + "\n"


def test_a_private_key_among_the_certificates_is_refused() -> None:
    chain = (
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nMC4C\n"
    )
    text = refusal_text(small(edge={"kind": "haproxy", "certificate": chain}), stack="prod-small")
    assert "sorcha:deployment.edge.certificate: contains a private key; set the key as the secret " in text
    assert "MC4C" not in text


@pytest.mark.parametrize(
    ("stack", "label"),
    [("My_Stack", "my-stack"), ("a" * 31, "a" * 30), ("2nd.try", "nd-try"), ("9", "sorcha")],
)
def test_a_stack_whose_name_is_not_a_label_needs_an_installation(stack: str, label: str) -> None:
    [problem] = examine_stack(dev(), stack=stack).problems
    assert problem.path == "sorcha:deployment.installation"
    assert f"the stack's name {stack} is not a valid default" in problem.message
    assert problem.fix == label


def test_an_accepted_deviation_is_shown_with_its_reason() -> None:
    """A preview shows which deviation was accepted, and why."""
    accept = [{"key": "services.blueprint.replicas", "reason": "state is thrown away daily"}]
    [problem] = examine_stack(dev(services={"blueprint": {"replicas": 2}}, accept=accept)).problems
    assert problem.severity == "warn"
    assert problem.message.startswith("accepted (state is thrown away daily): is 2; ")
    assert problem.message.endswith(". Expected at most 1.")


def test_an_unused_accept_entry_is_reported_without_its_text() -> None:
    accept = [{"key": "services.validator.replicas", "reason": "0123456789"}]
    [problem] = examine_stack(dev(accept=accept)).problems
    assert (problem.path, problem.severity) == ("sorcha:deployment.accept[0]", "warn")
    assert problem.message == "names a key without a deviation."


def test_refusals_cannot_be_accepted() -> None:
    """No entry makes two validators safe."""
    accept = [{"key": "services.validator.replicas", "reason": "0123456789"}]
    text = refusal_text(dev(services={"validator": {"replicas": 2}}, accept=accept))
    assert "services.validator.replicas: is 2; " in text
