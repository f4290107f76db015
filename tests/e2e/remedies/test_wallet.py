"""Wallet (a stand-in): two replicas create two keys, and other material destroys existing keys."""

import base64
from concurrent.futures import ThreadPoolExecutor

import pytest
from docker.models.containers import Container

from sorcha_infra.components.jobs import wallet_keys
from sorcha_infra.domain.secrets import SecretName
from sorcha_infra.domain.services import WALLET_KEYS
from sorcha_infra.domain.vocabulary import ServiceName
from tests.e2e.polling import wait_for
from tests.e2e.remedies.bench import VALUES, Bench, is_refusal
from tests.lab.store_lab import execute

pytestmark = pytest.mark.e2e

FOREIGN_MATERIAL = "other material, which opens no existing key"


@pytest.fixture
def volume(bench: Bench, request: pytest.FixtureRequest) -> str:
    """Key volume in the state of the program: checked, and owned by the wallet's user."""
    name = bench.volume(f"keys-{abs(hash(request.node.name))}")
    assert bench.job(wallet_keys, 20, name)[0] == 0
    return name


def wallet(bench: Bench, volume: str, ordinal: int = 0, material: str | None = None) -> Container:
    options = {} if material is None else {"material": material}
    return bench.start(ServiceName.WALLET, ordinal, volumes={WALLET_KEYS.path: volume}, **options)


def key_file(container: Container) -> str:
    return execute(container, "/bin/busybox", "md5sum", f"{WALLET_KEYS.path}/wallet-0.key")


def make(bench: Bench, container: Container, token: dict[str, str]) -> str:
    body = {"name": "remedy", "algorithm": "ED25519", "wordCount": 12}
    answer = bench.request(container, "POST", "/api/v1/wallets", json=body, headers=token)
    return str(answer.json()["wallet"]["address"])


def signs(bench: Bench, container: Container, address: str, token: dict[str, str]) -> bool:
    body = {"transactionData": base64.b64encode(b"data").decode()}
    answer = bench.request(container, "POST", f"/api/v1/wallets/{address}/sign", json=body, headers=token)
    assert answer.status_code in (200, 500)
    return answer.status_code == 200


@pytest.fixture
def token(bench: Bench) -> dict[str, str]:
    """Header of the administrator."""
    tenant = bench.start(ServiceName.TENANT)
    bench.await_healthy(tenant)
    return bench.sign_in(tenant)


def test_without_the_chain_two_wallets_create_two_keys_and_one_of_them_is_lost(
    bench: Bench, volume: str, token: dict[str, str]
) -> None:
    both = [wallet(bench, volume, ordinal) for ordinal in range(2)]
    for replica in both:
        wait_for("the start", lambda replica=replica: bench.status(replica, "/alive") == 200, 60)  # type: ignore[misc]
    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(lambda replica: bench.status(replica, "/health"), both)) == {200}
    addresses = [make(bench, replica, token) for replica in both]
    assert not all(
        signs(bench, replica, address, token)
        for replica, address in zip(both, reversed(addresses), strict=True)
    )


def test_with_the_chain_both_wallets_have_one_key(bench: Bench, volume: str, token: dict[str, str]) -> None:
    first = wallet(bench, volume)
    bench.await_healthy(first)
    second = wallet(bench, volume, 1)
    bench.await_healthy(second)
    assert signs(bench, second, make(bench, first, token), token)
    assert signs(bench, first, make(bench, second, token), token)


def test_without_the_job_one_probe_with_other_material_replaces_the_key(
    bench: Bench, volume: str, token: dict[str, str]
) -> None:
    first = wallet(bench, volume)
    bench.await_healthy(first)
    address, before = make(bench, first, token), key_file(first)
    first.stop()
    stranger = wallet(bench, volume, material=FOREIGN_MATERIAL)
    wait_for("the start", lambda: bench.status(stranger, "/alive") == 200, 60)
    assert key_file(stranger) == before
    assert bench.status(stranger, "/health") == 200
    assert key_file(stranger) != before
    assert not signs(bench, stranger, address, token)


def test_with_the_job_other_material_is_refused_and_the_key_stays(bench: Bench, volume: str) -> None:
    first = wallet(bench, volume)
    bench.await_healthy(first)
    before = key_file(first)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(VALUES, SecretName.WALLET_KEY_MATERIAL, FOREIGN_MATERIAL)
        status, output = bench.job(wallet_keys, 20, volume)
    assert is_refusal(status)
    assert "sorcha:walletKeyMaterial is not what the keys on this volume were made with" in output
    assert key_file(first) == before
    assert bench.job(wallet_keys, 20, volume)[0] == 0


def test_with_the_job_wallets_without_any_key_are_refused(
    bench: Bench, volume: str, token: dict[str, str]
) -> None:
    first = wallet(bench, volume)
    bench.await_healthy(first)
    make(bench, first, token)
    first.stop()
    status, output = bench.job(wallet_keys, 20, bench.volume("empty-keys"))
    assert is_refusal(status)
    assert "no key that could open them" in output
