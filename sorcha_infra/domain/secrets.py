"""Every secret of an installation: what it opens, what it may contain, how it travels."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from string import ascii_letters, digits


class SecretName(StrEnum):
    """The key `sorcha:<name>` under which a secret can be given; else it is generated."""

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
"""Ends a line or a text in every file that a secret travels in; mostly pasted in by mistake."""

_ASCII = "".join(sorted(set(map(chr, range(128))) - set(_LINE)))
"""Patroni quotes the passwords of the roles that it makes by a library that knows no other letters: with
any other it makes no cluster, however often it tries (seen with 4.0.7). A single server grows."""

_SPACES = "".join(character for character in map(chr, range(0x3001)) if character.isspace())


FEWEST_CHARACTERS = 12
"""Characters of the shortest password that is taken."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SecretFacts:
    """One secret."""

    name: SecretName
    opens: str
    """What whoever has it can do; what is lost with it."""

    length: int
    """Characters of a generated one: letters and digits, 5.95 bits each. 0 for what is no password."""

    forbidden_characters: str = _LINE
    """Characters that the grammar it travels in cannot carry."""

    allowed_characters: str | None = None
    """The only characters that it may have, where the reader has an alphabet of its own."""

    alphabet: str = ""
    """What the characters in `allowed_characters` are called."""

    file: str | None = None
    """Name of a file as an operator may have it: for a text of lines, which no terminal takes."""

    minimum: int = FEWEST_CHARACTERS
    """Fewest characters of a given one."""

    maximum: int = 1024
    """Most characters of a given one."""


SECRETS: dict[SecretName, SecretFacts] = {
    facts.name: facts
    for facts in (
        SecretFacts(
            name=SecretName.POSTGRES,
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
            opens="a copy of all of PostgreSQL, from the network of its members",
            length=40,
            allowed_characters=_ASCII,
            alphabet="ASCII on one line",
        ),
        SecretFacts(
            name=SecretName.POSTGRES_REWIND,
            opens="the files of PostgreSQL's data directory, from the network of its members",
            length=40,
            allowed_characters=_ASCII,
            alphabet="ASCII on one line",
        ),
        SecretFacts(
            name=SecretName.PATRONI,
            opens="the steering of PostgreSQL's fail-over: Patroni's API, and its keys in etcd",
            length=40,
        ),
        SecretFacts(name=SecretName.ETCD, opens="etcd, as root", length=40),
        SecretFacts(name=SecretName.MONGO, opens="MongoDB, as root", length=40),
        SecretFacts(
            name=SecretName.MONGO_REGISTER,
            opens="all registers, to write",
            length=40,
        ),
        SecretFacts(
            name=SecretName.MONGO_VALIDATOR,
            opens="all registers, to read",
            length=40,
        ),
        SecretFacts(name=SecretName.MONGO_BLUEPRINT, opens="the schema index", length=40),
        SecretFacts(
            name=SecretName.MONGO_KEY_FILE,
            opens="membership of the MongoDB replica set",
            length=96,  # 6 to 1024 base64 characters (ha-recipes §3.1); letters and digits are
            allowed_characters=ascii_letters + digits + "+/=",
            alphabet="base64",
        ),
        SecretFacts(
            name=SecretName.REDIS,
            opens="Redis: queues, streams, revoked tokens",
            length=40,
            # StackExchange.Redis splits its string at commas (contract §2.8) and trims each part
            # of white space; redis.conf quotes.
            forbidden_characters=_LINE + ',"\\' + _SPACES,
        ),
        SecretFacts(
            name=SecretName.JWT_SIGNING_KEY,
            opens="every service, as anybody",
            length=64,
            minimum=32,  # shorter ones are padded with zeros (contract §2.5)
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
            opens="the wallets' keys; lost or changed, every wallet is lost",
            length=64,
            minimum=32,
        ),
        SecretFacts(name=SecretName.ADMIN_PASSWORD, opens="Sorcha, as its administrator", length=24),
        SecretFacts(
            name=SecretName.EDGE_PRIVATE_KEY,
            opens="the users' connections, as this installation; no data",
            length=0,
            forbidden_characters="\0",  # PEM: a text of lines
            file="privkey.pem",
            minimum=100,
            maximum=16_384,
        ),
    )
}


PASSWORDS = tuple(facts for facts in SECRETS.values() if facts.length)
"""Those that are made wherever they are not given."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Exposure:
    """A place where a secret stands outside of a file only its reader can open."""

    secret: SecretName
    location: str
    reason: str


EXPOSURES: tuple[Exposure, ...] = (
    Exposure(
        secret=SecretName.POSTGRES,
        location="environment of the first-boot initialisation of PostgreSQL, some seconds, once",
        reason="the image's own initialisation exports it; the server itself is started without it",
    ),
    Exposure(
        secret=SecretName.MONGO,
        location="environment of the first-boot initialisation of MongoDB, some seconds, once",
        reason="the image exports it to make the root user; the server itself is started without it",
    ),
)
"""All of them: the security page lists these, the test allows no other."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SecretText:
    """A text made of secrets, such as a connection string: which, and how."""

    secrets: tuple[SecretName, ...]
    render: Callable[..., str]
    """Takes the secrets' values in order."""


def plain(secret: SecretName) -> SecretText:
    """The secret itself."""
    return SecretText(secrets=(secret,), render=str)
