"""The edge's keys: ports, the public address, and a certificate with its key."""

from collections.abc import Callable

import pytest

from sorcha_infra.domain.services import Severity
from tests.certificates import Pair, encrypted, pair

from .stacks import Raw, dev, examine_stack, refusal_text, refusals

HOST = "sorcha.example.com"
SET = "pulumi config set --stack dev --path sorcha:deployment.edge.certificate < fullchain.pem"
GIVE = "pulumi config set --stack dev --secret sorcha:edgePrivateKey < privkey.pem"


@pytest.fixture(scope="module")
def good() -> Pair:
    return pair(HOST)


def edge(**differs: object) -> Raw:
    kind = {"kind": "haproxy", **differs}
    return dev(publicUrl=f"https://{HOST}", edge={key: value for key, value in kind.items() if value})


def refusal_of(certificate: Pair, **differs: object) -> str:
    return refusal_text(
        edge(certificate=certificate.chain, **differs), secrets={"edgePrivateKey": certificate.key}
    )


def test_a_certificate_with_its_key_is_taken(good: Pair) -> None:
    examination = examine_stack(edge(certificate=good.chain), secrets={"edgePrivateKey": good.key})
    assert examination.problems == ()


def test_without_both_one_is_made() -> None:
    assert refusals(examine_stack(edge())) == []


def test_a_key_without_a_certificate_is_refused(good: Pair) -> None:
    text = refusal_text(edge(), secrets={"edgePrivateKey": good.key})
    assert text == (
        "  sorcha:deployment.edge.certificate: is missing, although its key sorcha:edgePrivateKey is "
        f"set. Expected both or neither.\n      Fix: {SET}"
    )


def test_a_certificate_without_a_key_is_refused(good: Pair) -> None:
    assert refusal_text(edge(certificate=good.chain)) == (
        "  sorcha:edgePrivateKey: is missing, although edge.certificate is set. Expected both or neither.\n"
        f"      Fix: {GIVE}"
    )


def test_a_key_that_only_the_passphrase_opens_counts_as_given(good: Pair) -> None:
    """`make up` and `explain` read the stack file, where the key is encrypted."""
    keys = ["sorcha:edgePrivateKey"]
    assert refusals(examine_stack(edge(certificate=good.chain), encrypted=keys)) == []
    assert "edge.certificate: is missing" in refusal_text(edge(), encrypted=keys)
    assert "nothing uses it" in refusal_text(dev(), encrypted=keys)


def test_a_key_that_nothing_uses_is_refused(good: Pair) -> None:
    text = refusal_text(dev(), secrets={"edgePrivateKey": good.key})
    assert text == (
        "  sorcha:edgePrivateKey: is set, but edge.kind is none, so nothing uses it.\n"
        "      Fix: pulumi config rm --stack dev sorcha:edgePrivateKey"
    )


def test_anothers_key_is_refused(good: Pair) -> None:
    assert refusal_of(Pair(good.chain, pair(HOST).key)) == (
        "  sorcha:edgePrivateKey: does not match the first certificate in edge.certificate. Expected the "
        f"private key of that certificate.\n      Fix: {GIVE}"
    )


def test_a_certificate_of_another_host_is_refused() -> None:
    assert refusal_of(pair("other.example.com")) == (
        f"  sorcha:deployment.edge.certificate: does not name {HOST}, the host of publicUrl. Expected a "
        f"certificate for that name.\n      Fix: {SET}"
    )


def test_a_certificate_of_all_sub_domains_is_taken() -> None:
    assert refusal_of(pair("*.example.com")) == ""


def test_an_expired_certificate_of_another_host_has_two_problems() -> None:
    text = refusal_of(pair("other.example.com", validity="expired"))
    assert "does not name" in text
    assert (
        f"sorcha:deployment.edge.certificate: has expired. Expected a valid certificate.\n      Fix: {SET}"
        in text
    )


def test_a_certificate_of_tomorrow_is_refused() -> None:
    assert "is not valid yet" in refusal_of(pair(HOST, validity="not yet valid"))


def test_a_certificate_that_expires_soon_is_reported() -> None:
    soon = pair(HOST, days=5)
    [warning] = examine_stack(edge(certificate=soon.chain), secrets={"edgePrivateKey": soon.key}).problems
    assert warning.severity is Severity.WARN
    assert warning.message.startswith("expires in 4 days")


def test_a_weak_certificate_is_refused() -> None:
    assert "is too weak for current browsers (EE_KEY_TOO_SMALL)" in refusal_of(pair(HOST, weak=True))


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (
            lambda good: Pair(good.chain.replace("MII", "XXX", 1), good.key),
            "edge.certificate: cannot be read",
        ),
        (
            lambda good: Pair(good.chain, "-----BEGIN PRIVATE KEY-----\n" + "A" * 100),
            "edgePrivateKey: cannot be read",
        ),
        (
            lambda good: Pair(good.chain, encrypted(good.key)),
            "edgePrivateKey: is protected by a passphrase",
        ),
    ],
)
def test_what_cannot_be_read_is_refused(good: Pair, spoil: Callable[[Pair], Pair], message: str) -> None:
    assert message in refusal_of(spoil(good))


def test_no_refusal_shows_the_key(good: Pair) -> None:
    lines = good.key.splitlines()
    text = refusal_of(Pair(pair("a.example.com").chain, good.key))
    assert not any(line in text for line in lines)


@pytest.mark.parametrize(
    ("differs", "expected"),
    [
        (
            {"httpPort": 443},
            "edge.httpPort: is 443, the port of edge.httpsPort. Expected another port.",
        ),
        ({"httpsPort": 70_000}, "edge.httpsPort: is 70000. Expected "),
        ({"address": "localhost"}, "edge.address: is a string of 9 characters. Expected "),
        ({"requestsPerSecond": -1}, "edge.requestsPerSecond: is -1. Expected "),
        ({"port": 9000}, "edge.port: is not a key (did you mean httpPort?). Expected one of "),
    ],
)
def test_a_wrong_key_is_refused_by_its_path(differs: Raw, expected: str) -> None:
    assert refusal_text(edge(**differs)).startswith(f"  sorcha:deployment.{expected}")


def test_an_edge_is_not_reached_by_http() -> None:
    assert refusal_text(dev(publicUrl="http://localhost", edge={"kind": "haproxy"})) == (
        "  sorcha:deployment.publicUrl: is http; edge.kind is haproxy, which serves https only. Expected "
        "https.\n      Fix: pulumi config set --stack dev --path sorcha:deployment.publicUrl https://localhost"
    )


def test_a_public_port_other_than_the_edges_is_reported() -> None:
    [warning] = examine_stack(edge(httpsPort=8443)).problems
    assert warning.severity is Severity.WARN
    assert warning.message.startswith("is 8443, but publicUrl names port 443")


def test_the_edge_of_a_laptop_is_reached_at_its_own_port() -> None:
    deployment = examine_stack(dev(edge={"kind": "haproxy", "httpsPort": 8443})).deployment
    assert deployment is not None
    assert deployment.public_url == "https://localhost:8443"
