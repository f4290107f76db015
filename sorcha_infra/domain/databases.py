"""Users and databases of the stores, with the minimal rights of each service."""

from dataclasses import dataclass

from sorcha_infra.domain.secrets import SecretName

POSTGRES_SUPERUSER = "sorcha"
POSTGRES_REPLICATOR = "replicator"
POSTGRES_REWINDER = "rewinder"
MONGO_ROOT = "sorcha"


@dataclass(frozen=True, kw_only=True, slots=True)
class PostgresDatabase:
    """A database and its owner; migrations need DDL (contract §2.9)."""

    name: str
    owner: str
    password: SecretName


@dataclass(frozen=True, kw_only=True, slots=True)
class MongoUser:
    """A user and its role (contract §2.10)."""

    name: str
    password: SecretName
    role: str
    database: str


TENANT_DATABASE = PostgresDatabase(
    name="sorcha_tenant", owner="sorcha_tenant", password=SecretName.POSTGRES_TENANT
)
WALLET_DATABASE = PostgresDatabase(
    name="sorcha_wallet", owner="sorcha_wallet", password=SecretName.POSTGRES_WALLET
)
POSTGRES_DATABASES = (TENANT_DATABASE, WALLET_DATABASE)

# The register creates one database per register, so it needs this role.
MONGO_REGISTER = MongoUser(
    name="register",
    password=SecretName.MONGO_REGISTER,
    role="readWriteAnyDatabase",
    database="admin",
)
MONGO_VALIDATOR = MongoUser(
    name="validator", password=SecretName.MONGO_VALIDATOR, role="readAnyDatabase", database="admin"
)
MONGO_BLUEPRINT = MongoUser(
    name="blueprint",
    password=SecretName.MONGO_BLUEPRINT,
    role="readWrite",
    database="sorcha-blueprints",
)
MONGO_USERS = (MONGO_REGISTER, MONGO_VALIDATOR, MONGO_BLUEPRINT)
