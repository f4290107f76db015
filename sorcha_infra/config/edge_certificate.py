"""Checks of the edge's certificate and key, as strict as a browser, before anything is changed."""

import ssl
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from tempfile import TemporaryFile
from typing import Any

from sorcha_infra.domain.deployment import Deployment, EdgeProxy
from sorcha_infra.domain.edge import public_address
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules import ROOT
from sorcha_infra.domain.secrets import SecretName
from sorcha_infra.domain.services import Severity

CERTIFICATE = f"{ROOT}.edge.certificate"
KEY = f"sorcha:{SecretName.EDGE_PRIVATE_KEY}"

_SOON_DAYS = 21
"""Time for a renewal by hand; ACME clients renew 30 days before."""

_DAY_SECONDS = 86_400

# From OpenSSL's x509_vfy.h.
_NOT_YET_VALID, _EXPIRED = 9, 10
_WRONG_NAMES = (62, 64)


def problems(
    deployment: Deployment, values: Mapping[str, str], encrypted_keys: Collection[str]
) -> Iterator[Problem]:
    """Problems of the certificate and its key; neither is shown.

    An encrypted key without a value counts as set, because the program decrypts and checks it.
    """
    edge = deployment.edge
    key = values.get(KEY)
    is_key_given = key is not None or KEY in encrypted_keys
    chain = edge.certificate if isinstance(edge, EdgeProxy) else None
    if chain is None:
        if is_key_given:
            yield _without_certificate(isinstance(edge, EdgeProxy))
    elif not is_key_given:
        yield Problem(
            path=KEY,
            finding="is missing, although edge.certificate is set",
            expected="both or neither",
            secret=KEY,
        )
    elif key is not None and "PRIVATE KEY" not in chain:  # else refused by its rule
        yield from _pair_problems(chain, key, public_address(deployment.public_url).host)


def _without_certificate(edge: bool) -> Problem:
    if not edge:
        return Problem(path=KEY, finding="is set, but edge.kind is none, so nothing uses it", remove=True)
    return Problem(
        path=CERTIFICATE,
        finding="is missing, although its key sorcha:edgePrivateKey is set",
        expected="both or neither",
        file="fullchain.pem",
    )


def _pair_problems(chain: str, key: str, host: str) -> Iterator[Problem]:
    try:
        client = _client(chain)
    except ssl.SSLError:
        yield Problem(
            path=CERTIFICATE,
            finding="cannot be read",
            expected="PEM of the chain, the server's certificate first",
            file="fullchain.pem",
        )
        return
    try:
        server = _server(chain, key)
    except ssl.SSLError as error:
        yield _unusable(key, str(error.reason))
        return
    code, certificate = _handshake(server, client, host)
    if code in _WRONG_NAMES:
        yield _wrong_names(host)
        # Check the dates after the names.
        client.check_hostname = False
        code, certificate = _handshake(server, client, host)
    if code == _EXPIRED:
        yield Problem(
            path=CERTIFICATE, finding="has expired", expected="a valid certificate", file="fullchain.pem"
        )
    elif code:
        finding = "is not valid yet" if code == _NOT_YET_VALID else f"is refused by OpenSSL (error {code})"
        yield Problem(path=CERTIFICATE, finding=finding, expected="a valid certificate", file="fullchain.pem")
    else:
        yield from _ends_soon(certificate)


def _unusable(key: str, reason: str) -> Problem:
    if reason == "KEY_VALUES_MISMATCH":
        return Problem(
            path=KEY,
            finding="does not match the first certificate in edge.certificate",
            expected="the private key of that certificate",
            secret=KEY,
        )
    if reason in ("EE_KEY_TOO_SMALL", "CA_KEY_TOO_SMALL", "CA_MD_TOO_WEAK"):
        return Problem(
            path=CERTIFICATE,
            finding=f"is too weak for current browsers ({reason})",
            expected="RSA of at least 2048 bits or an elliptic curve, signed with SHA-256 or better",
            file="fullchain.pem",
        )
    finding = "is protected by a passphrase" if "ENCRYPTED" in key else "cannot be read"
    return Problem(
        path=KEY, finding=finding, expected="PEM of a private key without a passphrase", secret=KEY
    )


def _wrong_names(host: str) -> Problem:
    return Problem(
        path=CERTIFICATE,
        finding=f"does not name {host}, the host of publicUrl",
        expected="a certificate for that name",
        file="fullchain.pem",
    )


def _ends_soon(certificate: Mapping[str, Any]) -> Iterator[Problem]:
    days = (ssl.cert_time_to_seconds(str(certificate["notAfter"])) - time.time()) / _DAY_SECONDS
    if days < _SOON_DAYS:
        yield Problem(
            path=CERTIFICATE,
            finding=f"expires in {int(days)} days; a new one is loaded without an interruption",
            severity=Severity.WARN,
            file="fullchain.pem",
        )


def _client(chain: str) -> ssl.SSLContext:
    """Client that trusts only the chain, including its first certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cadata=chain)
    return context


def _server(chain: str, key: str) -> ssl.SSLContext:
    """Server that refuses a key of another certificate.

    OpenSSL reads only files; these have no name on the disk.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryFile("w") as chain_file, TemporaryFile("w") as key_file:
        for file, text in ((chain_file, chain), (key_file, key)):
            file.write(text)
            file.seek(0)
        context.load_cert_chain(
            f"/dev/fd/{chain_file.fileno()}", f"/dev/fd/{key_file.fileno()}", password=lambda: ""
        )
    return context


def _handshake(server: ssl.SSLContext, client: ssl.SSLContext, host: str) -> tuple[int, Mapping[str, Any]]:
    """TLS handshake in memory: OpenSSL's error code of the client, or 0 and the certificate."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client_end = client.wrap_bio(to_client, to_server, server_hostname=host)
    server_end = server.wrap_bio(to_server, to_client, server_side=True)
    while True:
        try:
            client_end.do_handshake()
            return 0, client_end.getpeercert() or {}
        except ssl.SSLWantReadError:
            with suppress(ssl.SSLWantReadError):
                server_end.do_handshake()
        except ssl.SSLCertVerificationError as error:
            return error.verify_code, {}
