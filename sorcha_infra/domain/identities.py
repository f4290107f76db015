"""Names that Sorcha's services and our scripts know each other by."""

from sorcha_infra.domain.vocabulary import ServiceName

SYSTEM_REGISTER = "aebf26362e079087571ac0932d4db973"
"""Id of the system register: the first 32 hex digits of SHA-256("sorcha-system-register")."""

VALIDATOR_ID = "validator-0"
"""Names the validator and the system wallet `system-wallet-<id>`; must never change
(contract §3.5, §3.6)."""

SERVICE_CLIENTS: dict[ServiceName, str] = {
    ServiceName.BLUEPRINT: "service-blueprint",
    ServiceName.WALLET: "service-wallet",
    ServiceName.REGISTER: "register-service",
    ServiceName.PEER: "service-peer",
    ServiceName.VALIDATOR: "validator-service",
    ServiceName.TENANT: "tenant-service",
}
"""Client ids that the tenant seeds (contract §2.6)."""

RECONCILER = "reconciler"
"""Role of the resident that keeps the validator registered for every register."""

OWN_CLIENT = "sorcha-infra"
"""Service account of our own scripts, which the job `tenant-accounts` adds."""

OWN_SCOPES = ("registers:read", "validator:write", "wallets:read")
"""What it may do. No service looks at scopes yet (contract §2.6): a service token is one; but it is
an account that can be told apart in the log, suspended and given another secret by itself."""
