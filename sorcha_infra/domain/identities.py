"""Identities of Sorcha's services and of the scripts of this program."""

from sorcha_infra.domain.vocabulary import ServiceName

SYSTEM_REGISTER = "aebf26362e079087571ac0932d4db973"
"""Id of the system register: the first 32 hex digits of SHA-256("sorcha-system-register")."""

VALIDATOR_ID = "validator-0"
"""Name of the validator, and of the system wallet `system-wallet-<id>`; must never change (contract §3.5,
§3.6)."""

SERVICE_CLIENTS: dict[ServiceName, str] = {
    ServiceName.BLUEPRINT: "service-blueprint",
    ServiceName.WALLET: "service-wallet",
    ServiceName.REGISTER: "register-service",
    ServiceName.PEER: "service-peer",
    ServiceName.VALIDATOR: "validator-service",
    ServiceName.TENANT: "tenant-service",
}
"""Client ids that the tenant creates (contract §2.6)."""

RECONCILER = "reconciler"
"""Role of the resident that keeps the validator registered for every register."""

OWN_CLIENT = "sorcha-infra"
"""Service account of the scripts of this program; the job `tenant-accounts` creates it."""

OWN_SCOPES = ("registers:read", "validator:write", "wallets:read")
"""Scopes of that account. No service checks scopes yet (contract §2.6), so every service token has the same
rights. An account of its own can be recognised in the log, suspended, and given a new secret alone."""
