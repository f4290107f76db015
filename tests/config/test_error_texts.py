"""The texts of refusals, whole: what an operator reads, one kind each."""

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
        f"services.gatway: is not a key; did you mean gateway? known here: {SERVICES}\n"
        f"    fix: {REMOVE}services.gatway",
    ),
    (
        "unknown key with nothing near",
        dev(services={"tenant": {"count": 2}}),
        "services.tenant.count: is not a key; known here: image, replicas, resources\n"
        f"    fix: {REMOVE}services.tenant.count",
    ),
    (
        "another place for the wallet's keys",
        dev(services={"wallet": {"keyProvider": "AzureKeyVault"}}),
        "services.wallet.keyProvider: is not a key: the wallet keeps its keys encrypted on a volume "
        "(LinuxSecretService), and nothing else is allowed: it implements no key vault (Azure, HashiCorp, "
        "AWS), and told to use one it takes keys in memory without a word, lost at its next restart "
        f"(contract §1.5)\n    fix: {REMOVE}services.wallet.keyProvider",
    ),
    (
        "name of the program's own making",
        dev(public_url="http://localhost:8080"),
        f"public_url: is not a key; did you mean publicUrl? known here: {TOP}\n    fix: {REMOVE}public_url",
    ),
    (
        "key that needs quoting",
        dev(**{"a b.c": 1}),
        f'["a b.c"]: is not a key; known here: {TOP}\n'
        "    fix: pulumi config rm --stack dev --path 'sorcha:deployment[\"a b.c\"]'",
    ),
    (
        "key of another topology",
        dev(redis={"topology": "single", "sentinels": 3}),
        "redis.sentinels: is not a key; known here: image, resources, topology\n"
        f"    fix: {REMOVE}redis.sentinels",
    ),
    (
        "text for a number",
        dev(services={"gateway": {"replicas": "two"}}),
        "services.gateway.replicas: found a text of 3 characters, allowed: a whole number from 1\n"
        f"    fix: {REMOVE}services.gateway.replicas && {SET}services.gateway.replicas 1",
    ),
    (
        "quoted number",
        dev(services={"gateway": {"replicas": "2"}}),
        "services.gateway.replicas: found a text of 1 characters, allowed: a whole number from 1\n"
        f"    fix: {REMOVE}services.gateway.replicas && {SET}services.gateway.replicas 2",
    ),
    (
        "quoted text of digits, which may be a secret",
        dev(services={"gateway": {"replicas": "48151623"}}),
        "services.gateway.replicas: found a text of 8 characters, allowed: a whole number from 1\n"
        f"    fix: {REMOVE}services.gateway.replicas && {SET}services.gateway.replicas 1",
    ),
    (
        "true for a number",
        dev(services={"gateway": {"replicas": True}}),
        "services.gateway.replicas: found a boolean (true), allowed: a whole number from 1\n"
        f"    fix: {SET}services.gateway.replicas 1",
    ),
    (
        "fraction for a whole number",
        dev(services={"tenant": {"replicas": 2.5}}),
        "services.tenant.replicas: found 2.5, allowed: a whole number from 1\n"
        f"    fix: {SET}services.tenant.replicas 2",
    ),
    (
        "no replicas",
        dev(services={"tenant": {"replicas": 0}}),
        "services.tenant.replicas: found 0, allowed: a whole number from 1\n"
        f"    fix: {SET}services.tenant.replicas 1",
    ),
    (
        "too many replicas",
        dev(services={"tenant": {"replicas": 99}}),
        "services.tenant.replicas: found 99, allowed at most 10: Sorcha's own plan scales a pool to at "
        "most 10 (contract §6.1), and the database's connections are laid out for that\n"
        f"    fix: {SET}services.tenant.replicas 10",
    ),
    (
        "second validator",
        dev(services={"validator": {"replicas": 2}}),
        "services.validator.replicas: found 2, allowed at most 1: every instance approves its own dockets "
        "and the register takes a duplicate docket for a success: two validators corrupt the chain "
        f"silently (contract §3.6)\n    fix: {SET}services.validator.replicas 1",
    ),
    (
        "second blueprint without an accept entry",
        dev(services={"blueprint": {"replicas": 2}}),
        "services.blueprint.replicas: found 2, allowed at most 1: drafts, published versions, instances "
        "and uploaded files live in the memory of one process: users on different replicas see different "
        f"data (contract §3.2)\n    fix: {SET}services.blueprint.replicas 1\n"
        "    or take the responsibility: pulumi config set --stack dev --path "
        "'sorcha:deployment.accept[0].key' services.blueprint.replicas && pulumi config set --stack dev "
        "--path 'sorcha:deployment.accept[0].reason' '<why it is right here>'",
    ),
    (
        "accept entry with an empty reason",
        dev(
            services={"blueprint": {"replicas": 2}},
            accept=[{"key": "services.blueprint.replicas", "reason": ""}],
        ),
        "accept[0].reason: found a text of 0 characters, allowed: a text, of at least 10 characters\n"
        "    fix: pulumi config set --stack dev --path 'sorcha:deployment.accept[0].reason' "
        "'<why it is right here>'",
    ),
    (
        "small fraction",
        dev(services={"ui": {"resources": {"cpus": 0.05, "memoryMib": 256}}}),
        "services.ui.resources.cpus: found 0.05, allowed: a number from 0.1 to 64\n"
        "    fix: pulumi config set --stack dev --path --type float "
        "sorcha:deployment.services.ui.resources.cpus 0.1",
    ),
    (
        "number that is none",
        dev(services={"ui": {"resources": {"cpus": float("nan"), "memoryMib": 256}}}),
        "services.ui.resources.cpus: found nan, allowed: a number from 0.1 to 64\n"
        "    fix: pulumi config set --stack dev --path --type float "
        "sorcha:deployment.services.ui.resources.cpus 1.0",
    ),
    (
        "half of a pair",
        dev(services={"ui": {"resources": {"cpus": 1}}}),
        "services.ui.resources.memoryMib: is missing, allowed: a whole number from 64 to 1048576\n"
        f"    fix: {SET}services.ui.resources.memoryMib 512",
    ),
    (
        "secret in the wrong place",
        dev(postgres={"password": "correct horse battery"}),
        "postgres.password: is not a key here: secrets are encrypted keys of their own, beside the "
        f"deployment: sorcha:postgresPassword\n    fix: {REMOVE}postgres.password && "
        "pulumi config set --stack dev --secret sorcha:postgresPassword",
    ),
    (
        "secret of a service in the wrong place",
        dev(services={"tenant": {"clientSecret": "correct horse battery"}}),
        "services.tenant.clientSecret: is not a key here: secrets are encrypted keys of their own, beside "
        f"the deployment: sorcha:tenantClientSecret\n    fix: {REMOVE}services.tenant.clientSecret && "
        "pulumi config set --stack dev --secret sorcha:tenantClientSecret",
    ),
    (
        "missing tier",
        {"platform": "docker"},
        f"tier: is missing, allowed: dev, prod-small, prod-large\n    fix: {SET}tier dev",
    ),
    (
        "unknown tier",
        dev(tier="prodsmall", redis={"image": "redis:8"}),
        "tier: found a text of 9 characters, allowed: dev, prod-small, prod-large; did you mean prod-small?\n"
        f"    fix: {SET}tier prod-small",
    ),
    (
        "unknown platform",
        dev(platform="podman"),
        f"platform: found a text of 6 characters, allowed: docker, kubernetes\n    fix: {SET}platform docker",
    ),
    (
        "unknown topology",
        dev(redis={"topology": "Sentinels"}),
        "redis.topology: found a text of 9 characters, allowed: cluster, managed, sentinel, single; did you "
        f"mean sentinel?\n    fix: {SET}redis.topology sentinel",
    ),
    (
        "topology of no kind",
        dev(redis={"topology": 5}),
        "redis.topology: found an integer, allowed: cluster, managed, sentinel, single\n"
        f"    fix: {REMOVE}redis.topology",
    ),
    (
        "unknown kind of edge",
        dev(edge={"kind": "traefik"}),
        f"edge.kind: found a text of 7 characters, allowed: haproxy, nginx, none\n    fix: {REMOVE}edge.kind",
    ),
    (
        "number for a store",
        dev(redis=3),
        "redis: found an integer, allowed: a mapping with topology: cluster, managed, sentinel, single\n"
        f"    fix: {REMOVE}redis",
    ),
    (
        "Redis Cluster in production",
        small(redis={"topology": "cluster"}),
        "redis.topology: found cluster, allowed single, sentinel or managed: the services use MULTI, "
        "XREADGROUP and RENAME across slots, which Redis Cluster refuses (contract §2.8)\n"
        f"    fix: {SET}redis.topology sentinel",
    ),
    (
        "Redis Cluster",
        dev(redis={"topology": "cluster"}),
        "redis.topology: found cluster, allowed single, sentinel or managed: the services use MULTI, "
        "XREADGROUP and RENAME across slots, which Redis Cluster refuses (contract §2.8)\n"
        f"    fix: {SET}redis.topology single",
    ),
    (
        "two gateways on one port",
        dev(services={"gateway": {"replicas": 2}}),
        "services.gateway.replicas: found 2, allowed 1 where edge.kind is none: nothing stands in front of "
        f"the gateways to share one address\n    fix: {SET}services.gateway.replicas 1",
    ),
    (
        "subnet that is no network",
        dev(network={"subnet": "10.201.300.0/24"}),
        "network.subnet: found no IPv4 network, allowed a private network (10/8, 172.16/12 or 192.168/16) "
        "from /16 to /24: the address plan needs 256 addresses\n"
        f"    fix: {SET}network.subnet 10.201.239.0/24",
    ),
    (
        "subnet that is too small",
        dev(network={"subnet": "10.1.2.0/28"}),
        "network.subnet: found 10.1.2.0/28, allowed a private network (10/8, 172.16/12 or 192.168/16) from "
        f"/16 to /24: the address plan needs 256 addresses\n    fix: {SET}network.subnet 10.201.239.0/24",
    ),
    (
        "subnet with an address in it",
        dev(network={"subnet": "10.1.2.3/24"}),
        "network.subnet: found an address inside 10.1.2.0/24, allowed the network itself\n"
        f"    fix: {SET}network.subnet 10.1.2.0/24",
    ),
    (
        "public subnet",
        dev(network={"subnet": "8.8.8.0/24"}),
        "network.subnet: found 8.8.8.0/24, allowed a private network (10/8, 172.16/12 or 192.168/16) from "
        f"/16 to /24: the address plan needs 256 addresses\n    fix: {SET}network.subnet 10.201.239.0/24",
    ),
    (
        "installation that is no label",
        dev(installation="My Sorcha"),
        "installation: found a text of 9 characters, allowed: a text that matches "
        "^[a-z]([a-z0-9-]*[a-z0-9])?$, of at most 30 characters\n"
        f"    fix: {REMOVE}installation",
    ),
    (
        "engine that is no address",
        dev(docker={"hosts": ["engine-1"]}),
        "docker.hosts[0]: found a text of 8 characters, allowed: a text that matches "
        "^(ssh|tcp)://[a-zA-Z0-9@._:-]+$, of at most 255 characters\n"
        "    fix: pulumi config set --stack dev --path 'sorcha:deployment.docker.hosts[0]' "
        "ssh://operator@engine.example.com",
    ),
    (
        "keys of Docker on Kubernetes",
        dev(platform="kubernetes", docker={"hosts": ["ssh://a"]}, network={"subnet": "10.9.0.0/16"}),
        f"network: is a key of platform docker, and the platform is kubernetes\n    fix: {REMOVE}network\n"
        f"docker: is a key of platform docker, and the platform is kubernetes\n    fix: {REMOVE}docker\n"
        "platform: kubernetes is not built yet",
    ),
    (
        "keys of Kubernetes on Docker",
        dev(kubernetes={"context": "production"}),
        "kubernetes: is a key of platform kubernetes, and the platform is docker\n"
        f"    fix: {REMOVE}kubernetes",
    ),
    (
        "unknown source of images",
        dev(images={"source": "labs"}),
        "images.source: found a text of 4 characters, allowed: published, lab; did you mean lab?\n"
        f"    fix: {SET}images.source lab",
    ),
    (
        "port that is none",
        dev(publicUrl="http://localhost:99999"),
        f"publicUrl: its port is none, allowed 1 to 65535\n    fix: {REMOVE}publicUrl",
    ),
    (
        "two errors",
        dev(services={"gateway": {"replicas": 0}}, netwrk={}),
        "services.gateway.replicas: found 0, allowed: a whole number from 1\n"
        f"    fix: {SET}services.gateway.replicas 1\n"
        f"netwrk: is not a key; did you mean network? known here: {TOP}\n    fix: {REMOVE}netwrk",
    ),
    (
        "a wrong key and a broken rule",
        dev(services={"validator": {"replicas": 2, "imge": "a:1"}}),
        "services.validator.imge: is not a key; did you mean image? known here: image, replicas, resources\n"
        f"    fix: {REMOVE}services.validator.imge\n"
        "services.validator.replicas: found 2, allowed at most 1: every instance approves its own dockets "
        "and the register takes a duplicate docket for a success: two validators corrupt the chain "
        f"silently (contract §3.6)\n    fix: {SET}services.validator.replicas 1",
    ),
    (
        "a wrong tag and what stands beside it",
        dev(mongo={"topology": "replicaset", "members": 2, "member": 3}),
        "mongo.topology: found a text of 10 characters, allowed: managed, replicaSet, single; did you mean "
        f"replicaSet?\n    fix: {SET}mongo.topology replicaSet\n"
        "mongo.members: found 2, allowed: a whole number from 3 to 7\n"
        f"    fix: {SET}mongo.members 3\n"
        "mongo.member: is not a key; did you mean members? known here: image, members, resources, topology\n"
        f"    fix: {REMOVE}mongo.member",
    ),
    (
        "nothing at all",
        None,
        f"tier: is missing, allowed: dev, prod-small, prod-large\n    fix: {SET}tier dev\n"
        f"platform: is missing, allowed: docker, kubernetes\n    fix: {SET}platform docker",
    ),
    (
        "a list",
        [],
        ": is no mapping, allowed: tier, platform and what differs\n"
        "    fix: pulumi config rm --stack dev sorcha:deployment",
    ),
]


@pytest.mark.parametrize(
    ("deployment", "expected"), [row[1:] for row in TEXTS], ids=[row[0] for row in TEXTS]
)
def test_a_refusal_says_what_was_found_what_is_allowed_and_what_mends_it(
    deployment: Any, expected: str
) -> None:
    rooted = "\n".join(
        line if line.startswith(" ") else f"sorcha:deployment{'' if line[0] in ':[' else '.'}{line}"
        for line in expected.splitlines()
    )
    assert dedent(refusal_text(deployment)) == rooted


PRODUCTION = [
    (
        "no public address",
        {"tier": "prod-small", "platform": "docker"},
        "is missing, allowed: the https address users reach this installation at\n"
        "    fix: pulumi config set --stack prod-small --path sorcha:deployment.publicUrl "
        "https://sorcha.example.com",
    ),
    (
        "no TLS",
        small(publicUrl="http://sorcha.acme.com"),
        "found http, allowed https outside dev: passkeys and secure cookies need it\n"
        "    fix: pulumi config set --stack prod-small --path sorcha:deployment.publicUrl "
        "https://sorcha.acme.com",
    ),
    (
        "a port that browsers leave out",
        small(publicUrl="https://sorcha.acme.com:443"),
        "found port 443, allowed none where it is the one of https: browsers leave it out of their origin, "
        "and passkeys compare the two\n"
        "    fix: pulumi config set --stack prod-small --path sorcha:deployment.publicUrl "
        "https://sorcha.acme.com",
    ),
    (
        "a name with an empty label",
        small(publicUrl="https://sorcha..com"),
        "found a text of 19 characters, allowed: a text that matches "
        "^https?://[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[0-9]{1,5})?$, "
        "of at most 255 characters\n"
        "    fix: pulumi config set --stack prod-small --path sorcha:deployment.publicUrl "
        "https://sorcha.example.com",
    ),
    (
        "an address with a path",
        small(publicUrl="https://sorcha.acme.com/app"),
        "found a text of 27 characters, allowed: a text that matches "
        "^https?://[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[0-9]{1,5})?$, "
        "of at most 255 characters\n"
        "    fix: pulumi config set --stack prod-small --path sorcha:deployment.publicUrl "
        "https://sorcha.example.com",
    ),
]


@pytest.mark.parametrize(
    ("deployment", "expected"), [row[1:] for row in PRODUCTION], ids=[row[0] for row in PRODUCTION]
)
def test_production_must_say_where_users_reach_it(deployment: Any, expected: str) -> None:
    text = refusal_text(deployment, stack="prod-small")
    assert indent(f"sorcha:deployment.publicUrl: {expected}\n", "  ") in text + "\n"


def test_a_private_key_among_the_certificates_is_refused() -> None:
    chain = (
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nMC4C\n"
    )
    text = refusal_text(small(edge={"kind": "haproxy", "certificate": chain}), stack="prod-small")
    assert "sorcha:deployment.edge.certificate: holds a private key, allowed the certificate chain" in text
    assert "MC4C" not in text


@pytest.mark.parametrize(
    ("stack", "label"),
    [("My_Stack", "my-stack"), ("a" * 31, "a" * 30), ("2nd.try", "nd-try"), ("9", "sorcha")],
)
def test_a_stack_whose_name_cannot_name_containers_must_say_another(stack: str, label: str) -> None:
    [problem] = examine_stack(dev(), stack=stack).problems
    assert problem.path == "sorcha:deployment.installation"
    assert f"the stack's name {stack} cannot stand in" in problem.message
    assert problem.fix == label


def test_an_accepted_deviation_is_shown_with_its_reason() -> None:
    """Whoever reads a preview sees who took the responsibility for what."""
    accept = [{"key": "services.blueprint.replicas", "reason": "state is thrown away daily"}]
    [problem] = examine_stack(dev(services={"blueprint": {"replicas": 2}}, accept=accept)).problems
    assert problem.severity == "warn"
    assert problem.message.startswith("accepted (state is thrown away daily): found 2, allowed at most 1: ")


def test_an_entry_that_accepts_nothing_is_named_without_its_text() -> None:
    accept = [{"key": "services.validator.replicas", "reason": "0123456789"}]
    [problem] = examine_stack(dev(accept=accept)).problems
    assert (problem.path, problem.severity) == ("sorcha:deployment.accept[0]", "warn")
    assert problem.message == "names nothing that needs to be accepted"


def test_refusals_cannot_be_accepted() -> None:
    """No entry makes two validators safe."""
    accept = [{"key": "services.validator.replicas", "reason": "0123456789"}]
    text = refusal_text(dev(services={"validator": {"replicas": 2}}, accept=accept))
    assert "services.validator.replicas: found 2, allowed at most 1" in text
