"""The commands of the documents that change certificates, secrets and resources."""

import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.certificates import pair
from tests.e2e.polling import wait_for
from tests.e2e.prod_small.operator import operator
from tests.e2e.prod_small.production import Small
from tests.e2e.shell import Shell, kept_stamps
from tests.harness.documents import Documented

pytestmark = pytest.mark.e2e

_CERTIFICATE = "docs/runbooks/certificate-ends.md"
_RESTARTS = "docs/runbooks/a-service-restarts.md"


@pytest.fixture(scope="module", autouse=True)
def stamps() -> Iterator[None]:
    """`make` in the clone leaves no trace in the checkout."""
    with kept_stamps():
        yield


@pytest.fixture
def shell(small: Small, tmp_path: Path) -> Iterator[Shell]:
    """The shell of the operator; the stack file is restored."""
    text = small.clone.stack_file.read_text()
    yield operator(small, tmp_path)
    small.clone.stack_file.write_text(text)


def test_a_generated_certificate_is_replaced(small: Small, shell: Shell) -> None:
    if "certificate" in small.clone.deployment()["edge"]:
        pytest.skip("an earlier session has set a certificate")
    before = certificate(small)
    ids = small.installation.ids()
    shell.check(Documented(_CERTIFICATE, "--replace", r"replaced"))
    wait_for("the new certificate", lambda: certificate(small) != before, 10)
    shell.check(Documented(_CERTIFICATE, "openssl s_client", r"^issuer=.*Sorcha, self-signed"))
    shell.check(Documented(_CERTIFICATE, "docker logs prod-small-edge-settings", r"written and reloaded"))
    assert small.installation.replaced(ids) == set()


def certificate(small: Small) -> str:
    """The certificate that clients get, as PEM."""
    address = urlsplit(small.url)
    return ssl.get_server_certificate((str(address.hostname), int(address.port or 443)))


def test_settings_are_set_previewed_and_removed(small: Small, shell: Shell) -> None:
    """A certificate and resources. The updates that follow are measured elsewhere."""
    own = pair("localhost")
    (small.clone.folder / "fullchain.pem").write_text(own.chain)
    (small.clone.folder / "privkey.pem").write_text(own.key)
    text = small.clone.stack_file.read_text()
    shell.run(Documented("README.md", "pulumi stack select")).ok()
    shell.run(Documented("README.md", "< fullchain.pem")).ok()
    assert small.clone.deployment()["edge"]["certificate"].strip() == own.chain.strip()
    small.clone.stack_file.write_text(text)
    shell.run(Documented(_CERTIFICATE, "< fullchain.pem")).ok()
    shell.run(Documented(_CERTIFICATE, "< privkey.pem")).ok()
    assert small.clone.deployment()["edge"]["certificate"].strip() == own.chain.strip()
    shell.check(Documented(_CERTIFICATE, "pulumi config get", r"^notAfter="))
    shell.run(Documented(_CERTIFICATE, "pulumi config rm --stack prod-small --path")).ok()
    shell.run(Documented(_CERTIFICATE, "pulumi config rm --stack prod-small sorcha:edgePrivateKey")).ok()
    assert small.clone.stack_file.read_text() == text
    shell.run(Documented(_RESTARTS, "resources.cpus")).ok()
    shell.run(Documented(_RESTARTS, "resources.memoryMib")).ok()
    shell.run(Documented("docs/configuration.md", "images.source lab")).ok()
    deployment = small.clone.deployment()
    assert deployment["services"]["blueprint"]["resources"] == {"cpus": 1, "memoryMib": 2048}
    shell.check(Documented("docs/runbooks/an-update-was-refused.md", "make preview", r"blueprint-0"))


def test_secrets_are_set_and_removed(small: Small, shell: Shell) -> None:
    shell.run(Documented("docs/runbooks/a-secret-leaked.md", "openssl rand")).ok()
    key = small.clone.pulumi("config", "get", "sorcha:jwtSigningKey").ok().output.strip()
    assert len(bytes.fromhex(key)) == 32
    shell.run(Documented("docs/runbooks/an-update-was-refused.md", "sorcha:postgresPassword")).ok()
    small.clone.pulumi("config", "get", "sorcha:postgresPassword").failed()
