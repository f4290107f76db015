"""Sorcha as its users reach it: through the gateway alone."""

import base64
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Self

import httpx

from sorcha_infra.domain.identities import SYSTEM_REGISTER
from tests.e2e.ed25519 import verifies

IDENTITY = "X-Sorcha-Standin"
"""Header of the stand-ins: which replica of which service answered."""

PROBES = {
    "blueprint": "/blueprint/health",
    "register": "/register/health",
    "wallet": "/wallet/health",
    "tenant": "/tenant/health",
    "validator": "/validator/health",
    "peer": "/peer/health",
}
"""Routes that need no token (platform-verified §f)."""


def _url_safe(standard: str) -> str:
    return standard.translate(str.maketrans("+/", "-_")).rstrip("=")


@dataclass(frozen=True, slots=True)
class Wallet:
    """A wallet, and the public key that its signatures must verify against for ever."""

    address: str
    public_key: bytes


class Sorcha:
    """A client of the gateway, anonymous until it signs in."""

    def __init__(self, url: str, *, verify: bool = True) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, timeout=30, verify=verify)

    def get(self, path: str, **headers: str) -> httpx.Response:
        """A request without cookies, so that no affinity ties it to a replica."""
        self._http.cookies.clear()
        return self._http.get(path, headers=headers)

    def token(self, email: str, password: str) -> httpx.Response:
        """Asks for a user's token."""
        form = {"grant_type": "password", "username": email, "password": password}
        return self._http.post("/api/service-auth/token", data=form)

    def sign_in(self, email: str, password: str) -> Self:
        """Itself, signed in."""
        answer = self.token(email, password)
        assert answer.status_code == 200, f"sign in as {email}: {answer.status_code} {answer.text}"
        self._http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return self

    @property
    def bearer(self) -> str:
        """The token."""
        return str(self._http.headers["Authorization"].removeprefix("Bearer "))

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """A call that must succeed; its JSON."""
        answer = self._http.request(method, path, json=body)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def height(self, register: str) -> int:
        """Number of dockets of a register; -1 while it has no row yet."""
        answer = self._http.get(f"/api/registers/{register}")
        assert answer.status_code in (200, 404), f"{register}: {answer.status_code} {answer.text}"
        return int(answer.json()["height"]) if answer.is_success else -1

    def system_register_height(self) -> int:
        """Number of dockets of the system register."""
        return self.height(SYSTEM_REGISTER)

    def new_register(self) -> str:
        """Makes a register as a user does, in two steps and with a wallet of its own; its id."""
        wallet = self.new_wallet()
        request = {
            "name": f"e2e-{secrets.token_hex(4)}",
            "tenantId": "e2e",
            "owners": [{"userId": "e2e", "walletId": wallet.address}],
        }
        draft = self.call("POST", "/api/registers/initiate", request)
        attestations = [
            {
                "attestationData": attestation,
                "signature": self._attest(wallet, bytes.fromhex(attestation["dataToSign"])),
            }
            for attestation in draft["attestationsToSign"]
        ]
        closing = {
            "registerId": draft["registerId"],
            "nonce": draft["nonce"],
            "signedAttestations": attestations,
        }
        return str(self.call("POST", "/api/registers/finalize", closing)["registerId"])

    def _attest(self, wallet: Wallet, digest: bytes) -> dict[str, str]:
        body = {"transactionData": base64.b64encode(digest).decode(), "isPreHashed": True}
        signature = self.call("POST", f"/api/wallet/wallets/{wallet.address}/sign", body)
        return {
            "publicKey": _url_safe(signature["publicKey"]),
            "signatureValue": _url_safe(signature["signature"]),
            "algorithm": signature["algorithm"],
        }

    def publish(self, register: str) -> None:
        """Submits a transaction: something that the next docket of a register is made of."""
        body = {"blueprintId": f"e2e-{secrets.token_hex(4)}", "blueprintJson": "{}", "publishedBy": "e2e"}
        self.call("POST", f"/api/registers/{register}/blueprints/publish", body)

    def dockets(self, register: str = SYSTEM_REGISTER) -> list[Any]:
        """The dockets of a register."""
        dockets: list[Any] = self.call("GET", f"/api/registers/{register}/dockets")
        return dockets

    def new_organization(self) -> str:
        """Makes an organisation in the tenant; its sub-domain."""
        subdomain = f"e2e-{secrets.token_hex(4)}"
        self.call("POST", "/api/organizations", {"name": subdomain, "subdomain": subdomain})
        return subdomain

    def organizations(self) -> set[str]:
        """Sub-domains of all organisations."""
        return {o["subdomain"] for o in self.call("GET", "/api/organizations")["organizations"]}

    def new_wallet(self) -> Wallet:
        """Makes a wallet; not by the route whose limit is five a minute (contract §2.13)."""
        body = {"name": f"e2e-{secrets.token_hex(4)}", "algorithm": "ED25519", "wordCount": 12}
        wallet = self.call("POST", "/api/wallet/wallets", body)["wallet"]
        return Wallet(wallet["address"], base64.b64decode(wallet["publicKey"]))

    def signs(self, wallet: Wallet) -> bool:
        """Whether the wallet signs something new with the key that it had at first."""
        data = secrets.token_bytes(32)
        body = {"transactionData": base64.b64encode(data).decode()}
        answer = self.call("POST", f"/api/wallet/wallets/{wallet.address}/sign", body)
        return verifies(wallet.public_key, sha256(data).digest(), base64.b64decode(answer["signature"]))

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()
