"""Certificates and keys for tests, created by the OpenSSL command."""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

_AUTHORITY = """
[ca]
default_ca = here
[here]
database = index
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
[any]
commonName = supplied
[names]
subjectAltName = DNS:{name}
"""

_DATES = {
    "expired": ("20240101000000Z", "20240201000000Z"),
    "not yet valid": ("20980101000000Z", "20990101000000Z"),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Self-signed certificate and its key, both PEM."""

    chain: str
    key: str


def pair(name: str, *, days: int = 90, validity: str = "current", weak: bool = False) -> Pair:
    """For one DNS name; `validity` may be `expired` or `not yet valid`."""
    kind = ("rsa:1024",) if weak else ("ec", "-pkeyopt", "ec_paramgen_curve:P-256")
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        request = ["req", "-new", "-newkey", *kind, "-nodes", "-keyout", "key", "-subj", f"/CN={name}"]
        if validity == "current":
            names = ["-addext", f"subjectAltName=DNS:{name}"]
            _openssl(folder, *request, "-x509", *names, "-days", str(days), "-out", "chain")
        else:
            start, end = _DATES[validity]
            (folder / "ca").write_text(_AUTHORITY.format(name=name))
            (folder / "index").touch()
            (folder / "serial").write_text("01\n")
            _openssl(folder, *request, "-out", "request")
            dates = ["-startdate", start, "-enddate", end, "-extensions", "names"]
            sign = ["ca", "-config", "ca", "-selfsign", "-batch", "-notext", "-keyfile", "key"]
            _openssl(folder, *sign, *dates, "-in", "request", "-out", "chain")
        return Pair((folder / "chain").read_text(), (folder / "key").read_text())


def encrypted(key: str) -> str:
    """Key encrypted with a passphrase."""
    result = subprocess.run(
        ["openssl", "pkcs8", "-topk8", "-passout", "pass:only a test"],
        input=key,
        text=True,
        check=True,
        capture_output=True,
    )
    return result.stdout


def _openssl(folder: Path, *arguments: str) -> None:
    result = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert result.returncode == 0, f"openssl {arguments}: {result.stderr}"
