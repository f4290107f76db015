"""The stand-in wallet treats its keys as the product does (platform-verified §e)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from docker.models.containers import Container

from tests.lab.service_lab import ServiceLab, service_lab
from tests.lab.store_lab import execute, log

pytestmark = pytest.mark.e2e
KEYS = "/var/lib/sorcha/wallet-keys"


@pytest.fixture(scope="module")
def lab() -> Iterator[ServiceLab]:
    with service_lab() as lab:
        yield lab


@pytest.fixture(scope="module")
def admin(lab: ServiceLab) -> dict[str, str]:
    tenant = lab.tenant(lab.database())
    lab.answers(tenant, "/health")
    return lab.admin(tenant)


def fingerprint(wallet: Container) -> str:
    return execute(wallet, "/bin/busybox", "md5sum", f"{KEYS}/key-1.key")


def create(lab: ServiceLab, wallet: Container, admin: dict[str, str]) -> str:
    body = {"name": "w", "algorithm": "ED25519", "wordCount": 12}
    answer = lab.post(wallet, "/api/v1/wallets", json=body, headers=admin)
    assert answer.status_code == 201
    return str(answer.json()["wallet"]["address"])


def sign(lab: ServiceLab, wallet: Container, address: str, admin: dict[str, str]) -> httpx.Response:
    return lab.post(
        wallet, f"/api/v1/wallets/{address}/sign", json={"transactionData": "aGk="}, headers=admin
    )


def test_without_postgresql_it_dies(lab: ServiceLab) -> None:
    code, output = lab.exit_of(
        lab.wallet("nowhere", {"ConnectionStrings__wallet-db": "Host=nowhere;Timeout=2"})
    )
    assert code == 134
    assert "An error occurred while applying Wallet Service migrations" in output


def test_a_probe_creates_the_key_and_other_material_destroys_it(
    lab: ServiceLab, admin: dict[str, str]
) -> None:
    database, volume = lab.database(), {KEYS: lab.lab.volume("keys")}
    wallet = lab.wallet(database, volumes=volume)
    lab.answers(wallet)
    assert execute(wallet, "/bin/busybox", "ls", KEYS) == ""  # lazy: /alive says nothing about keys
    lab.answers(wallet, "/health")
    assert execute(wallet, "/bin/busybox", "stat", "-c", "%s %a %u", f"{KEYS}/key-1.key") == "60 644 1654"
    address, before = create(lab, wallet, admin), fingerprint(wallet)
    assert sign(lab, wallet, address, admin).status_code == 200

    settings = {"EncryptionProvider__LinuxSecretService__MachineKeyMaterial": "other"}
    stranger = lab.wallet(database, settings, volumes=volume, alias="stranger")
    lab.answers(stranger)
    assert fingerprint(wallet) == before
    assert lab.get(stranger, "/health").text == "Healthy"
    assert fingerprint(wallet) != before
    assert "Stale encryption key detected for 'key-1'" in log(stranger)
    wallet.restart()
    lab.answers(wallet)
    assert sign(lab, wallet, address, admin).status_code == 500


def test_two_on_an_empty_folder_make_two_keys(lab: ServiceLab, admin: dict[str, str]) -> None:
    database, volume = lab.database(), {KEYS: lab.lab.volume("race")}
    both = [lab.wallet(database, volumes=volume, alias=f"wallet-{n}") for n in range(2)]
    for replica in both:
        lab.answers(replica)
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda replica: lab.get(replica, "/health").text, both)) == ["Healthy"] * 2
    assert all("CreateKey operation succeeded" in log(replica) for replica in both)
    address = create(lab, both[0], admin)
    assert [sign(lab, replica, address, admin).status_code for replica in both] == [200, 500]


def test_an_unknown_provider_is_healthy_and_forgets(lab: ServiceLab, admin: dict[str, str]) -> None:
    wallet = lab.wallet(lab.database(), {"EncryptionProvider__Type": "AzureKeyVault"}, alias="vault")
    lab.answers(wallet)
    assert lab.get(wallet, "/health").text == "Healthy"
    assert "Invalid encryption provider type: AzureKeyVault. Falling back" in log(wallet)
    address = create(lab, wallet, admin)
    wallet.restart()
    lab.answers(wallet)
    assert sign(lab, wallet, address, admin).status_code == 500


def test_an_unwritable_folder_is_found_by_the_first_probe_only(lab: ServiceLab) -> None:
    path = {"EncryptionProvider__LinuxSecretService__FallbackKeyStorePath": "/etc/keys"}
    wallet = lab.wallet(lab.database(), path, alias="unwritable")
    lab.answers(wallet)
    assert lab.get(wallet, "/health").status_code == 500
    assert lab.get(wallet, "/alive").status_code == 200


def test_the_system_wallet_is_found_again(lab: ServiceLab) -> None:
    wallet = lab.wallet(lab.database(), alias="system")
    lab.answers(wallet)
    answers = [lab.post(wallet, "/api/v1/wallets/system", json={"validatorId": "v1"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert len({answer.json()["address"] for answer in answers}) == 1
