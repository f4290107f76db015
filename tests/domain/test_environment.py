"""Settings of each service: all that the contract requires, and no secret in plain text."""

from collections.abc import Iterator, Mapping

import pytest

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.environment import settings
from sorcha_infra.domain.identities import SERVICE_CLIENTS
from sorcha_infra.domain.names import member
from sorcha_infra.domain.routing import CLUSTERS
from sorcha_infra.domain.secrets import SECRETS, SecretName
from sorcha_infra.domain.surroundings import MEMBER, Settings, variables
from sorcha_infra.domain.vocabulary import ServiceName

from .deployments import deployment, surroundings, with_replicas

JWT = ("JwtSettings:SigningKey", "JwtSettings:Issuer", "JwtSettings:Audience:0")
CLIENT = ("ServiceAuth:ClientId", "ServiceAuth:ClientSecret")
STORAGE = (
    "RegisterStorage:Type",
    "RegisterStorage:MongoDB:ConnectionString",
    "RegisterStorage:MongoDB:DatabaseName",
    "RegisterStorage:MongoDB:DatabaseNamePrefix",
)


def _addresses(*names: str) -> tuple[str, ...]:
    return tuple(f"ServiceClients:{name}Service:Address" for name in names)


# Keys marked R (required in production) in platform-contract.md, and where.
REQUIRED_KEYS: dict[ServiceName, dict[str, tuple[str, ...]]] = {
    ServiceName.GATEWAY: {
        "§2.5": JWT,
        "§3.1": (
            "Services:Blueprint:Url",
            "Services:Wallet:Url",
            "Services:Register:Url",
            "Services:Tenant:Url",
            "Services:Peer:Url",
            "Services:Validator:Url",
            "Services:TenantService:BaseUrl",
            "UrlResolution:BaseDomain",
            "ASPNETCORE_FORWARDEDHEADERS_ENABLED",
            *(f"ReverseProxy:Clusters:{cluster}:Destinations:destination1:Address" for cluster in CLUSTERS),
        ),
    },
    ServiceName.BLUEPRINT: {
        "§2.5": JWT,
        "§2.6": CLIENT,
        "§2.7": _addresses("Register", "Wallet", "Validator", "Tenant"),
        "§3.2": ("ConnectionStrings:Redis", "ConnectionStrings:mongodb", "StatusList:BaseUrl"),
    },
    ServiceName.TENANT: {
        "§2.5": JWT,
        "§2.6": CLIENT,
        "§2.7": _addresses("Tenant", "Wallet", "Register", "Validator"),
        "§3.3": (
            "ConnectionStrings:TenantDatabase",
            "Redis:ConnectionString",
            "Fido2:ServerDomain",
            "Fido2:ServerName",
            "Fido2:Origins:0",
            "AppBaseUrl",
            "Seed:AdminEmail",
            "Seed:AdminPassword",
        ),
    },
    ServiceName.WALLET: {
        "§2.5": JWT,
        "§3.4": (
            "ConnectionStrings:wallet-db",
            "ConnectionStrings:Redis",
            "EncryptionProvider:Type",
            "EncryptionProvider:DefaultKeyId",
            "EncryptionProvider:LinuxSecretService:MachineKeyMaterial",
        ),
        "§2.14": (
            "Kestrel:Endpoints:Http:Url",
            "Kestrel:Endpoints:Grpc:Url",
            "Kestrel:Endpoints:Grpc:Protocols",
        ),
    },
    ServiceName.REGISTER: {
        "§2.5": JWT,
        "§2.6": CLIENT,
        "§2.7": (
            *_addresses("Wallet", "Validator", "Tenant", "Peer"),
            "ServiceClients:PeerService:HttpAddress",
            "ServiceClients:PeerService:GrpcAddress",
            "ServiceClients:WalletService:GrpcAddress",
        ),
        "§2.10": STORAGE,
        "§3.5": (
            "ConnectionStrings:Redis",
            "SystemWalletSigning:ValidatorId",
            "EventStreams:Redis:ConsumerGroup",
        ),
    },
    ServiceName.VALIDATOR: {
        "§2.5": JWT,
        "§2.6": CLIENT,
        "§2.7": (
            *_addresses("Wallet", "Tenant", "Register", "Blueprint", "Peer"),
            "ServiceClients:PeerService:HttpAddress",
        ),
        "§2.10": (*STORAGE, "RegisterStorage:MongoDB:CreateIndexesOnStartup"),
        "§3.6": ("ConnectionStrings:Redis", "Validator:ValidatorId"),
    },
    ServiceName.PEER: {
        "§2.5": JWT,
        "§3.7": ("ConnectionStrings:Redis", "PeerService:NodeId", "PeerService:ListenPort"),
    },
    ServiceName.UI: {"§3.8": ("ASPNETCORE_URLS",)},
}

# Keys that the contract warns of: read by nothing, or harmful.
HARMFUL = (
    "PeerService:PublicAddress",  # §3.7: read by nothing; the real key is NetworkAddress:ExternalAddress
    "ConnectionStrings:PeerDb",  # §2.9: no migration is ever run for it
    "ServiceAuth:Scopes",  # §2.6: compose's own choice is not allowed to the wallet
    "JwtSettings:AllowAutoGenerateKey",  # §2.5: each replica would sign with a key of its own
    "RateLimiting:EnableRateLimiting",
)

SERVICES = list(ServiceName)
TIERS = ("dev", "prod-small", "prod-large")


def _settings(deployment: Deployment, service: ServiceName) -> Settings:
    return settings(service, surroundings(deployment))


def _open(settings: Settings) -> Mapping[str, str]:
    """Settings that are no secrets, those that differ between replicas as they are written down."""
    assert not settings.plain.keys() & settings.identity.keys()
    return {**settings.plain, **settings.identity}


def _of_replica(settings: Settings, service: ServiceName, ordinal: int = 0) -> Mapping[str, str]:
    """Settings of one replica without secrets."""
    return {key: value.replace(MEMBER, member(service, ordinal)) for key, value in _open(settings).items()}


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_all_settings_that_the_contract_requires(service: ServiceName, tier: str) -> None:
    """A missing key usually results in a default that points at localhost."""
    settings = _settings(deployment(tier), service)
    keys = {*_open(settings), *settings.secret}
    required_keys = {"ASPNETCORE_ENVIRONMENT": "§2.3"} | {
        key: section for section, names in REQUIRED_KEYS[service].items() for key in names
    }
    assert {key: section for key, section in required_keys.items() if key not in keys} == {}
    assert not keys & set(HARMFUL)


@pytest.mark.parametrize("service", SERVICES)
def test_every_value_is_a_text_that_says_something(service: ServiceName) -> None:
    """.NET takes an empty value for a value, and the image's default is gone."""
    settings = _settings(deployment(), service)
    assert {key: value for key, value in _open(settings).items() if not value.strip()} == {}


def _secret_values(settings: Settings) -> Iterator[str]:
    for secret_text in settings.secret.values():
        yield secret_text.render(*(f"<{secret}>" for secret in secret_text.secrets))


@pytest.mark.parametrize("service", SERVICES)
def test_no_secret_is_in_the_environment(service: ServiceName) -> None:
    """`docker inspect` shows the environment to every user of the engine."""
    settings = _settings(deployment(), service)
    assert not _open(settings).keys() & settings.secret.keys()
    words = ("password", "secret", "signingkey", "keymaterial", "connectionstring")
    suspicious = {
        key for key in _open(settings) if any(word in key.rsplit(":", 1)[-1].lower() for word in words)
    }
    assert suspicious == set()
    for key, value in variables(_open(settings)).items():
        assert ":" not in key
        assert "password=" not in value.lower()
        assert "@" not in value or key == "Seed__AdminEmail"


@pytest.mark.parametrize("service", SERVICES)
def test_a_secret_setting_holds_the_secrets_that_it_names(service: ServiceName) -> None:
    settings = _settings(deployment(), service)
    for secret_text, text in zip(settings.secret.values(), _secret_values(settings), strict=True):
        for secret in secret_text.secrets:
            assert f"<{secret}>" in text or f"%3C{secret}%3E" in text


def test_each_secret_has_a_reader_or_opens_only_a_store() -> None:
    """A generated secret without a reader is useless."""
    secrets = {
        secret
        for service in ServiceName
        for secret_text in _settings(deployment(), service).secret.values()
        for secret in secret_text.secrets
    }
    assert set(SECRETS) - secrets == {
        SecretName.POSTGRES,
        SecretName.POSTGRES_REPLICATION,
        SecretName.POSTGRES_REWIND,
        SecretName.PATRONI,
        SecretName.ETCD,
        SecretName.MONGO,
        SecretName.MONGO_KEY_FILE,
        # Seeded by the tenant and set to these, though neither service asks for a token (contract §2.6).
        SecretName.CLIENT_WALLET,
        SecretName.CLIENT_PEER,
        SecretName.CLIENT_OWN,  # of our own scripts
        SecretName.EDGE_PRIVATE_KEY,  # of the edge alone
    }


def test_a_service_has_its_own_database_password_only() -> None:
    """What one service loses opens nothing of another."""
    databases = {
        SecretName.POSTGRES_TENANT: {ServiceName.TENANT},
        SecretName.POSTGRES_WALLET: {ServiceName.WALLET},
        SecretName.MONGO_REGISTER: {ServiceName.REGISTER},
        SecretName.MONGO_VALIDATOR: {ServiceName.VALIDATOR},
        SecretName.MONGO_BLUEPRINT: {ServiceName.BLUEPRINT},
        SecretName.WALLET_KEY_MATERIAL: {ServiceName.WALLET},
        SecretName.ADMIN_PASSWORD: {ServiceName.TENANT},
    }
    for secret, owners in databases.items():
        readers = {
            service
            for service in ServiceName
            if any(
                secret in secret_text.secrets
                for secret_text in _settings(deployment(), service).secret.values()
            )
        }
        assert readers == owners


@pytest.mark.parametrize("service", SERVICE_CLIENTS)
def test_a_client_has_the_name_that_the_tenant_seeds(service: ServiceName) -> None:
    """contract §2.6: another name gets no token, and some images bake a wrong one."""
    settings = _settings(deployment(), service)
    if "ServiceAuth:ClientId" in settings.plain:
        assert settings.plain["ServiceAuth:ClientId"] == SERVICE_CLIENTS[service]


def test_identities_survive_a_replica_and_differ_between_replicas() -> None:
    """contract §3.5: with a shared consumer group, each hub event reaches one replica's clients only."""
    deployment = with_replicas(register=3)
    register = _settings(deployment, ServiceName.REGISTER)
    replicas = [_of_replica(register, ServiceName.REGISTER, ordinal) for ordinal in range(3)]
    groups = [replica["EventStreams:Redis:ConsumerGroup"] for replica in replicas]
    wallets = {replica["SystemWalletSigning:ValidatorId"] for replica in replicas}
    assert groups == ["register-0", "register-1", "register-2"]
    assert wallets == {_settings(deployment, ServiceName.VALIDATOR).plain["Validator:ValidatorId"]}


def test_the_gateway_knows_each_replica_by_its_own_name() -> None:
    """contract §3.1: behind one name, a dead replica keeps its share of the requests."""
    settings = _settings(with_replicas(tenant=3, register=1), ServiceName.GATEWAY).plain
    prefix = "ReverseProxy:Clusters:"
    assert [settings[f"{prefix}tenant-cluster:Destinations:destination{n}:Address"] for n in (1, 2, 3)] == [
        f"http://tenant-{n}:8080" for n in range(3)
    ]
    assert f"{prefix}tenant-cluster:Destinations:destination4:Address" not in settings
    assert settings[f"{prefix}tenant-cluster:SessionAffinity:Policy"] == "HashCookie"
    assert settings[f"{prefix}tenant-cluster:HealthCheck:Active:Enabled"] == "true"
    assert f"{prefix}register-cluster:SessionAffinity:Enabled" not in settings


def test_affinity_keys_are_unique_per_cluster() -> None:
    """contract §3.1: mandatory; two pools with one cookie would send users astray."""
    deployment = with_replicas(tenant=2, register=2, gateway=2)
    settings = _settings(deployment, ServiceName.GATEWAY).plain
    keys = [value for key, value in settings.items() if key.endswith(":AffinityKeyName")]
    assert len(keys) == len(set(keys)) == 3


@pytest.mark.parametrize("pool", SERVICES)
def test_a_pools_size_is_known_to_the_gateways_only(pool: ServiceName) -> None:
    """decisions.md: one value changed touches that pool and the gateways, nothing else."""
    before, after = (with_replicas(**{"ui": 1, pool: replicas}) for replicas in (1, 2))
    readers = {
        service
        for service in ServiceName
        if _open(_settings(before, service)) != _open(_settings(after, service))
    }
    assert readers <= {ServiceName.GATEWAY}
    assert bool(readers) is (pool is not ServiceName.GATEWAY)


def test_first_boot_of_the_tenant_is_quiet_about_what_it_seeds() -> None:
    """contract §2.15: two loggers write the admin's password and every client secret."""
    settings = _settings(deployment(), ServiceName.TENANT).plain
    assert settings["Serilog:MinimumLevel:Override:Sorcha.Tenant.Service.Data"] == "Error"
    assert settings["Logging:LogLevel:Sorcha.Tenant.Service.Data"] == "Error"


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_runs_as_in_production(service: ServiceName) -> None:
    """contract §2.3: Development seeds secrets that everybody can read on the web."""
    assert _settings(deployment(), service).plain["ASPNETCORE_ENVIRONMENT"] == "Production"


def test_a_seed_and_an_address_of_the_peer_reach_it() -> None:
    """contract §3.7: PeerService:PublicAddress is read by nothing."""
    peer = {
        "externalAddress": "peer.example.com",
        "port": 5443,
        "seeds": [{"nodeId": "other-peer-0", "host": "other.example.com", "port": 5001, "tls": True}],
    }
    settings = _of_replica(_settings(deployment(peer=peer), ServiceName.PEER), ServiceName.PEER)
    expected = {
        "PeerService:NetworkAddress:ExternalAddress": "peer.example.com",
        "PeerService:ListenPort": "5443",
        "PeerService:Port": "5000",
        "PeerService:NodeId": "dev-peer-0",
        "PeerService:SeedNodes:SeedNodes:0:NodeId": "other-peer-0",
        "PeerService:SeedNodes:SeedNodes:0:Hostname": "other.example.com",
        "PeerService:SeedNodes:SeedNodes:0:Port": "5001",
        "PeerService:SeedNodes:SeedNodes:0:EnableTls": "true",
    }
    assert expected.items() <= settings.items()
