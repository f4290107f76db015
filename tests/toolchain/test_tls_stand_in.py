"""The TLS stand-in creates matching keys and certificates, with the names of the SDK."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pulumi_tls
import pytest

from tests.toolchain.plugin import Plugin
from tests.toolchain.program import Program
from tests.toolchain.samples import Samples

KEY, CERTIFICATE = "tls:index/privateKey:PrivateKey", "tls:index/selfSignedCert:SelfSignedCert"


@pytest.fixture(scope="module")
def tls(plugin: Callable[[str], Plugin]) -> Plugin:
    instance = plugin("tls")
    instance.configure()
    return instance


def openssl(*arguments: str, pem: str) -> str:
    """Output of the OpenSSL command."""
    result = subprocess.run(["openssl", *arguments], input=pem, capture_output=True, text=True, check=True)
    return result.stdout


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"algorithm": "RSA"}, "2048 bit"),
        ({"algorithm": "RSA", "rsaBits": 3072}, "3072 bit"),
        ({"algorithm": "ECDSA", "ecdsaCurve": "P256"}, "prime256v1"),
        ({"algorithm": "ECDSA", "ecdsaCurve": "P384"}, "secp384r1"),
    ],
)
def test_key_and_certificate_match(tls: Plugin, inputs: Mapping[str, str], expected: str) -> None:
    key = tls.create(KEY, inputs)
    private, public = str(key["privateKeyPem"]), str(key["publicKeyPem"])
    assert expected in openssl("pkey", "-noout", "-text", pem=private)
    assert openssl("pkey", "-pubout", pem=private) == public

    certificate = tls.create(
        CERTIFICATE,
        {
            "privateKeyPem": private,
            "subject": {"commonName": "gateway", "organization": "sorcha"},
            "dnsNames": ["gateway.example"],
            "ipAddresses": ["127.0.0.1"],
            "allowedUses": ["digital_signature", "server_auth"],
            "validityPeriodHours": 24,
        },
    )
    pem = str(certificate["certPem"])
    assert openssl("x509", "-noout", "-pubkey", pem=pem) == public
    text = openssl("x509", "-noout", "-text", pem=pem)
    for part in ("gateway", "sorcha", "DNS:gateway.example", "IP Address:127.0.0.1", "TLS Web Server Auth"):
        assert part in text
    # `-checkend` fails if the certificate ends within that many seconds.
    openssl("x509", "-noout", "-checkend", str(23 * 3600), pem=pem)
    with pytest.raises(subprocess.CalledProcessError):
        openssl("x509", "-noout", "-checkend", str(25 * 3600), pem=pem)


@pytest.mark.parametrize(
    ("kind", "args"),
    [
        (KEY, {"algorithm": "RSA", "rsaBits": 2048, "ecdsaCurve": "P256"}),
        (
            CERTIFICATE,
            {
                "privateKeyPem": "1",
                "subject": {"commonName": "1", "organization": "1"},
                "dnsNames": ["1"],
                "ipAddresses": ["1"],
                "allowedUses": ["1"],
                "validityPeriodHours": 1,
                "earlyRenewalHours": 1,
                "isCaCertificate": True,
            },
        ),
    ],
)
def test_its_names_are_those_of_the_wheel(tls: Plugin, kind: str, args: Mapping[str, object]) -> None:
    wheel = {KEY: pulumi_tls.PrivateKeyArgs, CERTIFICATE: pulumi_tls.SelfSignedCertArgs}[kind]
    assert set(args) <= set(Samples({}, {}).arguments(wheel))
    assert tls.check(kind, args)[1] == []
    reasons = tls.check(kind, {**args, "validity": 1})[1]
    assert len(reasons) == 1
    assert "validity" in reasons[0]


def test_a_private_key_is_encrypted_in_the_state(
    tmp_path: Path, cli: Path, environment: Mapping[str, str]
) -> None:
    program = Program(tmp_path, cli, environment)
    program.write(
        "import pulumi\nimport pulumi_tls as tls\nkey = tls.PrivateKey('key', algorithm='ECDSA')\n"
        "pulumi.export('public', key.public_key_pem)\n"
    )
    program.pulumi("up", "--yes", "--skip-preview")
    assert "BEGIN PUBLIC KEY" in program.state()
    assert "BEGIN PRIVATE KEY" not in program.state()
