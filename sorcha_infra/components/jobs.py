"""The jobs that hold the services' start in the order that the services need but do not keep."""

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
    """Waits for the tenant's schema, adds an account of our own and sets all accounts' secrets.

    Outside Development the tenant seeds random ones, and it says it is healthy without a schema
    (contract §2.6, verified §b).
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
    """Compares the key material with the one that the keys on the volume were made with.

    A mere health check of a wallet with other material deletes the keys (verified §e).
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
    """Waits until the register has made the system wallet.

    The wallet service checks and then inserts, without a unique index: a validator or a second
    register that starts at the same time makes a second one (verified §g).
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
    """Environment and files of a program that calls the services by the account of this repository."""
    return (
        {
            "TENANT_URL": site.surroundings.url(ServiceName.TENANT),
            "CLIENT_ID": OWN_CLIENT,
            "CLIENT_SCOPES": " ".join(OWN_SCOPES),
        },
        (secret_file("/run/secrets/client", site.secrets[SecretName.CLIENT_OWN]),),
    )


def ledger(site: ServiceSite) -> JobSpec:
    """Waits until the system register has a height.

    The register's bootstrap gives up after three attempts while `/health` says 200 (verified §g).
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
