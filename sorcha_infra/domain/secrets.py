"""Secrets of an installation, with their purpose and grammar."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from string import ascii_letters, digits


class SecretName(StrEnum):
    """Key `sorcha:<name>` of a secret in a stack file; a missing one is generated."""

    POSTGRES = "postgresPassword"
    POSTGRES_TENANT = "postgresTenantPassword"
    POSTGRES_WALLET = "postgresWalletPassword"
    POSTGRES_REPLICATION = "postgresReplicationPassword"
    POSTGRES_REWIND = "postgresRewindPassword"
    PATRONI = "patroniPassword"
    ETCD = "etcdPassword"
    MONGO = "mongoPassword"
    MONGO_REGISTER = "mongoRegisterPassword"
    MONGO_VALIDATOR = "mongoValidatorPassword"
    MONGO_BLUEPRINT = "mongoBlueprintPassword"
    MONGO_KEY_FILE = "mongoKeyFile"
    REDIS = "redisPassword"
    JWT_SIGNING_KEY = "jwtSigningKey"
    CLIENT_TENANT = "tenantClientSecret"
    CLIENT_BLUEPRINT = "blueprintClientSecret"
    CLIENT_WALLET = "walletClientSecret"
    CLIENT_REGISTER = "registerClientSecret"
    CLIENT_VALIDATOR = "validatorClientSecret"
    CLIENT_PEER = "peerClientSecret"
    CLIENT_OWN = "ownClientSecret"
    WALLET_KEY_MATERIAL = "walletKeyMaterial"
    ADMIN_PASSWORD = "adminPassword"
    EDGE_PRIVATE_KEY = "edgePrivateKey"


_LINE = "\r\n\0"
"""Characters that end a line or a string in every file with a secret; usually pasted by mistake."""

_ASCII = "".join(sorted(set(map(chr, range(128))) - set(_LINE)))
"""Patroni quotes the passwords of its roles with a library that supports only ASCII. With any other
character it never creates the cluster (measured with 4.0.7). It applies to a single server too, because
that can grow."""

_SPACES = "".join(character for character in map(chr, range(0x3001)) if character.isspace())


_RESTART = "`make down`, then `make up`"
_NOT_BUILT = "no, not built yet"

FEWEST_CHARACTERS = 12
"""Minimum length of a password."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SecretFacts:
    """One secret."""

    name: SecretName
    opens: str
    """Access that it gives, or data that are lost with it."""

    length: int
    """Length of a generated value of letters and digits, 5.95 bits each. 0 if it cannot be generated."""

    forbidden_characters: str = _LINE
    """Characters that the format of its file cannot carry."""

    allowed_characters: str | None = None
    """Only allowed characters, if the reader has an alphabet of its own."""

    alphabet: str = ""
    """Name of `allowed_characters`."""

    file: str | None = None
    """Usual name of a file with the value, if it has several lines."""

    minimum: int = FEWEST_CHARACTERS
    """Minimum length of a value from the operator."""

    maximum: int = 1024
    """Maximum length of a value from the operator."""

    change: str = "`make up`"
    """Commands after a new value is set; begins with "no" where a job refuses another value."""


SECRETS: dict[SecretName, SecretFacts] = {
    facts.name: facts
    for facts in (
        SecretFacts(
            name=SecretName.POSTGRES,
            change=_NOT_BUILT,
            opens="PostgreSQL, as superuser",
            length=40,
            allowed_characters=_ASCII,
            alphabet="ASCII on one line",
        ),
        SecretFacts(
            name=SecretName.POSTGRES_TENANT,
            opens="the tenant's database",
            length=40,
        ),
        SecretFacts(
            name=SecretName.POSTGRES_WALLET,
            opens="the wallet's database",
            length=40,
        ),
        SecretFacts(
            name=SecretName.POSTGRES_REPLICATION,
            change=_RESTART,
            opens="a copy of all of PostgreSQL, from the network of its members",
            length=40,
            allowed_characters=_ASCII,
            alphabet="ASCII on one line",
        ),
        SecretFacts(
            name=SecretName.POSTGRES_REWIND,
            change=_RESTART,
            opens="the files of PostgreSQL's data directory, from the network of its members",
            length=40,
            allowed_characters=_ASCII,
            alphabet="ASCII on one line",
        ),
        SecretFacts(
            name=SecretName.PATRONI,
            change=_NOT_BUILT,
            opens="the control of PostgreSQL's fail-over by Patroni's API and its keys in etcd",
            length=40,
        ),
        SecretFacts(name=SecretName.ETCD, opens="etcd, as root", length=40, change=_NOT_BUILT),
        SecretFacts(name=SecretName.MONGO, opens="MongoDB, as root", length=40, change=_NOT_BUILT),
        SecretFacts(
            name=SecretName.MONGO_REGISTER,
            opens="all registers, read and write",
            length=40,
        ),
        SecretFacts(
            name=SecretName.MONGO_VALIDATOR,
            opens="all registers, read only",
            length=40,
        ),
        SecretFacts(name=SecretName.MONGO_BLUEPRINT, opens="the schema index", length=40),
        SecretFacts(
            name=SecretName.MONGO_KEY_FILE,
            change=_RESTART,
            opens="membership of the MongoDB replica set",
            length=96,  # 6 to 1024 base64 characters (ha-recipes §3.1), such as letters and digits
            allowed_characters=ascii_letters + digits + "+/=",
            alphabet="base64",
        ),
        SecretFacts(
            name=SecretName.REDIS,
            change=_RESTART,
            opens="Redis: queues, streams, revoked tokens",
            length=40,
            # StackExchange.Redis splits its string at commas (contract §2.8) and trims white space
            # of each part; redis.conf quotes.
            forbidden_characters=_LINE + ',"\\' + _SPACES,
        ),
        SecretFacts(
            name=SecretName.JWT_SIGNING_KEY,
            opens="every service, as any user",
            length=64,
            minimum=32,  # the services pad a shorter one with zeros (contract §2.5)
        ),
        *(
            SecretFacts(name=name, opens=f"the services, as {service}", length=40, minimum=24)
            for name, service in (
                (SecretName.CLIENT_TENANT, "the tenant"),
                (SecretName.CLIENT_BLUEPRINT, "the blueprint service"),
                (SecretName.CLIENT_WALLET, "the wallet"),
                (SecretName.CLIENT_REGISTER, "the register"),
                (SecretName.CLIENT_VALIDATOR, "the validator"),
                (SecretName.CLIENT_PEER, "the peer"),
                (SecretName.CLIENT_OWN, "the reconciler and the jobs of this program"),
            )
        ),
        SecretFacts(
            name=SecretName.WALLET_KEY_MATERIAL,
            change="no, the wallets would be lost",
            opens="the keys of the wallets; if it is lost or changed, every wallet is lost",
            length=64,
            minimum=32,
        ),
        SecretFacts(
            name=SecretName.ADMIN_PASSWORD,
            opens="Sorcha, as its administrator",
            length=24,
            change="in Sorcha; the key is the first password only",
        ),
        SecretFacts(
            name=SecretName.EDGE_PRIVATE_KEY,
            opens="connections of users, as this installation; no data",
            length=0,
            forbidden_characters="\0",  # PEM has several lines
            file="privkey.pem",
            minimum=100,
            maximum=16_384,
        ),
    )
}


PASSWORDS = tuple(facts for facts in SECRETS.values() if facts.length)
"""Secrets that are generated if the operator sets none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Exposure:
    """Place of a secret outside of a file that only its reader can open."""

    secret: SecretName
    location: str
    reason: str


EXPOSURES: tuple[Exposure, ...] = (
    Exposure(
        secret=SecretName.POSTGRES,
        location="environment of the first-boot initialisation of PostgreSQL, some seconds, once",
        reason="the initialisation of the image exports it; the server starts without it",
    ),
    Exposure(
        secret=SecretName.MONGO,
        location="environment of the first-boot initialisation of MongoDB, some seconds, once",
        reason="the image exports it to create the root user; the server starts without it",
    ),
)
"""All exposures; the security page lists them, and a test allows no other."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SecretText:
    """A string with secrets in it, such as a connection string."""

    secrets: tuple[SecretName, ...]
    render: Callable[..., str]
    """Function of the values of the secrets, in their order."""


def plain(secret: SecretName) -> SecretText:
    """The secret alone."""
    return SecretText(secrets=(secret,), render=str)
