"""Jobs that enforce the start order that the services need but do not enforce."""

from sorcha_infra.components.base import ServiceSite
from sorcha_infra.components.postgres import client_environment, password_file
from sorcha_infra.domain.databases import TENANT_DATABASE, WALLET_DATABASE, PostgresDatabase
from sorcha_infra.domain.identities import (
    OWN_CLIENT,
    OWN_SCOPES,
    SERVICE_CLIENTS,
    SYSTEM_REGISTER,
    VALIDATOR_ID,
)
from sorcha_infra.domain.secrets import SecretName
from sorcha_infra.domain.services import FACTS, WALLET_KEYS
from sorcha_infra.domain.vocabulary import ServiceName, StoreName
from sorcha_infra.seam import File, JobSpec, PostgresAccess, Secrets
from sorcha_infra.secret_files import secret_file

_CLIENT_SECRETS = {
    ServiceName.TENANT: SecretName.CLIENT_TENANT,
    ServiceName.BLUEPRINT: SecretName.CLIENT_BLUEPRINT,
    ServiceName.WALLET: SecretName.CLIENT_WALLET,
    ServiceName.REGISTER: SecretName.CLIENT_REGISTER,
    ServiceName.VALIDATOR: SecretName.CLIENT_VALIDATOR,
    ServiceName.PEER: SecretName.CLIENT_PEER,
}


def _environment(postgres: PostgresAccess, database: PostgresDatabase) -> dict[str, str]:
    return client_environment(postgres, database.owner, database.name)


def tenant_accounts(postgres: PostgresAccess, secrets: Secrets) -> JobSpec:
    """Job that waits for the tenant's schema, adds our own account and sets the secrets of all accounts.

    Outside Development the tenant seeds random secrets, and it reports itself healthy while it has no
    schema (contract §2.6, verified §b).
    """
    return JobSpec(
        name="tenant-accounts",
        tools=StoreName.POSTGRES,
        program="tenant-accounts.sh",
        seconds=45,
        environment={
            **_environment(postgres, TENANT_DATABASE),
            "CLIENTS": " ".join(SERVICE_CLIENTS.values()),
            "OWN_CLIENT": OWN_CLIENT,
            "OWN_SCOPES": " ".join(OWN_SCOPES),
        },
        files=(
            password_file(secrets, TENANT_DATABASE.owner, TENANT_DATABASE.password),
            *(
                secret_file(f"/run/secrets/{SERVICE_CLIENTS[service]}", secrets[secret])
                for service, secret in _CLIENT_SECRETS.items()
            ),
            secret_file(f"/run/secrets/{OWN_CLIENT}", secrets[SecretName.CLIENT_OWN]),
        ),
        restarts=ServiceName.TENANT,
    )


def wallet_keys(postgres: PostgresAccess, secrets: Secrets) -> JobSpec:
    """Job that compares the key material with that of the keys on the volume.

    A health check of a wallet with different material deletes the keys (verified §e).
    """
    return JobSpec(
        name="wallet-keys",
        tools=StoreName.POSTGRES,
        program="wallet-keys.sh",
        seconds=30,
        environment={
            **_environment(postgres, WALLET_DATABASE),
            "KEYS": WALLET_KEYS.path,
            "OWNER": str(FACTS[ServiceName.WALLET].user),
        },
        files=(
            password_file(secrets, WALLET_DATABASE.owner, WALLET_DATABASE.password),
            secret_file("/run/secrets/material", secrets[SecretName.WALLET_KEY_MATERIAL]),
        ),
        directory=WALLET_KEYS,
    )


def system_wallet(postgres: PostgresAccess, secrets: Secrets) -> JobSpec:
    """Job that waits until the register has created the system wallet.

    The wallet service checks and then inserts, without a unique index. A validator or a second
    register that starts at the same time creates a second one (verified §g).
    """
    return JobSpec(
        name="system-wallet",
        tools=StoreName.POSTGRES,
        program="system-wallet.sh",
        seconds=60,
        environment={**_environment(postgres, WALLET_DATABASE), "VALIDATOR_ID": VALIDATOR_ID},
        files=(password_file(secrets, WALLET_DATABASE.owner, WALLET_DATABASE.password),),
        restarts=ServiceName.REGISTER,
    )


def own_account(site: ServiceSite) -> tuple[dict[str, str], tuple[File, ...]]:
    """Return environment and files of a program that calls the services with our own account."""
    return (
        {
            "TENANT_URL": site.surroundings.url(ServiceName.TENANT),
            "CLIENT_ID": OWN_CLIENT,
            "CLIENT_SCOPES": " ".join(OWN_SCOPES),
        },
        (secret_file("/run/secrets/client", site.secrets[SecretName.CLIENT_OWN]),),
    )


def ledger(site: ServiceSite) -> JobSpec:
    """Job that waits until the system register has a height.

    The register's bootstrap stops after three attempts while `/health` answers 200 (verified §g).
    """
    environment, files = own_account(site)
    return JobSpec(
        name="ledger",
        tools=StoreName.POSTGRES,
        program="ledger.pl",
        modules=("Sorcha.pm",),
        seconds=100,
        environment={
            **environment,
            "SYSTEM_REGISTER": SYSTEM_REGISTER,
            "REGISTER_URL": site.surroundings.url(ServiceName.REGISTER),
        },
        files=files,
        restarts=ServiceName.REGISTER,
    )
