"""What each service is told: plain settings by environment, secrets by appsettings file.

Keys are those of platform-contract.md §2 and §3, written as .NET sections with `:`; the
environment form with `__` is made at the end. Only the routes of the gateway stand apart
(routing.py); nothing else in this program knows a key.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sorcha_infra.domain import databases as db
from sorcha_infra.domain import store_access as access
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.identities import SERVICE_CLIENTS, VALIDATOR_ID
from sorcha_infra.domain.names import member
from sorcha_infra.domain.routing import routes
from sorcha_infra.domain.secrets import Derived, SecretName, plain
from sorcha_infra.domain.services import WALLET_KEYS
from sorcha_infra.domain.store_access import StoreAddresses
from sorcha_infra.domain.vocabulary import ServiceName

APPSETTINGS = "/app/appsettings.Production.json"
"""Read by convention, absent in the images, overridden by the environment (decisions.md)."""

ADMIN_EMAIL = "admin@sorcha.local"
WALLET_KEY_ID = "wallet-0"

PEER_PORT = 5000
"""Where the peer speaks gRPC: HTTP/2 without TLS (contract §2.14)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Settings of one replica."""

    plain: Mapping[str, str]
    secret: Mapping[str, Derived] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """The plain ones as environment variables."""
        return {key.replace(":", "__"): value for key, value in self.plain.items()}


def url(service: ServiceName, port: int = 8080) -> str:
    """A pool, as the other services see it."""
    return f"http://{service}:{port}"


def settings(deployment: Deployment, service: ServiceName, ordinal: int, stores: StoreAddresses) -> Settings:
    """What replica `ordinal` of `service` is told."""
    own = _BUILDERS[service](deployment, ordinal, stores)
    common = Settings(plain=_common(deployment))
    if service is ServiceName.UI:
        return Settings(plain={**common.plain, **own.plain})
    jwt = _jwt(deployment)
    return Settings(plain={**common.plain, **jwt.plain, **own.plain}, secret={**jwt.secret, **own.secret})


def _common(deployment: Deployment) -> dict[str, str]:
    # Production everywhere: Development seeds public secrets (contract §2.3) and dev must grow.
    return {"ASPNETCORE_ENVIRONMENT": "Production", "DOTNET_EnableDiagnostics": "0"}


def _jwt(deployment: Deployment) -> Settings:
    # Issuer and audience explicitly: the peer derives neither (contract §2.5).
    name = deployment.installation
    return Settings(
        plain={
            "JwtSettings:InstallationName": name,
            "JwtSettings:Issuer": f"http://{name}",
            "JwtSettings:Audience:0": f"http://{name}",
        },
        secret={"JwtSettings:SigningKey": plain(SecretName.JWT_SIGNING_KEY)},
    )


def _client(service: ServiceName, secret: SecretName) -> Settings:
    # No `Scopes`: the default is allowed for each, compose's own choice is not (contract §2.6).
    return Settings(
        plain={"ServiceAuth:ClientId": SERVICE_CLIENTS[service]},
        secret={"ServiceAuth:ClientSecret": plain(secret)},
    )


def _addresses(*services: ServiceName) -> dict[str, str]:
    names = {
        ServiceName.TENANT: "TenantService",
        ServiceName.WALLET: "WalletService",
        ServiceName.REGISTER: "RegisterService",
        ServiceName.VALIDATOR: "ValidatorService",
        ServiceName.BLUEPRINT: "BlueprintService",
    }
    return {f"ServiceClients:{names[service]}:Address": url(service) for service in services}


def _peer_addresses() -> dict[str, str]:
    # Compose forgets HttpAddress and GrpcAddress; REST then goes to the gRPC port (contract §2.7).
    return {
        "ServiceClients:PeerService:Address": url(ServiceName.PEER, PEER_PORT),
        "ServiceClients:PeerService:HttpAddress": url(ServiceName.PEER),
        "ServiceClients:PeerService:GrpcAddress": url(ServiceName.PEER, PEER_PORT),
    }


def _grpc_listener() -> dict[str, str]:
    # Cleartext listeners speak HTTP/1.1 only, so gRPC needs one of its own (contract §2.14).
    return {
        "Kestrel:Endpoints:Http:Url": "http://+:8080",
        "Kestrel:Endpoints:Grpc:Url": "http://+:8081",
        "Kestrel:Endpoints:Grpc:Protocols": "Http2",
    }


def _register_storage(stores: StoreAddresses, user: db.MongoUser) -> Settings:
    return Settings(
        plain={
            "RegisterStorage:Type": "MongoDB",
            "RegisterStorage:MongoDB:DatabaseName": "sorcha_register_registry",
            "RegisterStorage:MongoDB:DatabaseNamePrefix": "sorcha_register_",
        },
        secret={"RegisterStorage:MongoDB:ConnectionString": access.mongo(stores, user)},
    )


def _tenant(deployment: Deployment, ordinal: int, stores: StoreAddresses) -> Settings:
    public = urlsplit(deployment.public_url)
    client = _client(ServiceName.TENANT, SecretName.CLIENT_TENANT)
    return Settings(
        plain={
            **client.plain,
            **_addresses(ServiceName.TENANT, ServiceName.WALLET, ServiceName.REGISTER, ServiceName.VALIDATOR),
            "Fido2:ServerDomain": public.hostname or "",
            "Fido2:ServerName": "Sorcha",
            "Fido2:Origins:0": deployment.public_url,
            "AppBaseUrl": deployment.public_url,
            "Email:BaseUrl": deployment.public_url,
            "Seed:AdminEmail": ADMIN_EMAIL,
            # The global limiter counts probes too: 100 a minute would make a busy tenant look
            # dead (verified §b). Per address, it still stops a flood.
            "RateLimiting:PermitLimit": "3000",
            # The seeder logs the admin's password and every service secret through two loggers
            # (contract §2.15, verified §b), as warnings; a failed migration stays visible.
            "Serilog:MinimumLevel:Override:Sorcha.Tenant.Service.Data": "Error",
            "Logging:LogLevel:Sorcha.Tenant.Service.Data": "Error",
        },
        secret={
            **client.secret,
            "ConnectionStrings:TenantDatabase": access.postgres(stores, db.TENANT_DATABASE),
            "Redis:ConnectionString": access.redis(stores),
            "Seed:AdminPassword": plain(SecretName.ADMIN_PASSWORD),
        },
    )


def _wallet(deployment: Deployment, ordinal: int, stores: StoreAddresses) -> Settings:
    return Settings(
        plain={
            **_grpc_listener(),
            "EncryptionProvider:Type": "LinuxSecretService",
            "EncryptionProvider:DefaultKeyId": WALLET_KEY_ID,
            "EncryptionProvider:LinuxSecretService:FallbackKeyStorePath": WALLET_KEYS.path,
            "ServiceClients:RegisterService:GrpcAddress": url(ServiceName.REGISTER, 8081),
        },
        secret={
            "ConnectionStrings:wallet-db": access.postgres(stores, db.WALLET_DATABASE),
            "ConnectionStrings:Redis": access.redis(stores),
            "EncryptionProvider:LinuxSecretService:MachineKeyMaterial": plain(SecretName.WALLET_KEY_MATERIAL),
        },
    )


def _register(deployment: Deployment, ordinal: int, stores: StoreAddresses) -> Settings:
    storage = _register_storage(stores, db.MONGO_REGISTER)
    client = _client(ServiceName.REGISTER, SecretName.CLIENT_REGISTER)
    return Settings(
        plain={
            **storage.plain,
            **client.plain,
            **_grpc_listener(),
            **_addresses(ServiceName.TENANT, ServiceName.WALLET, ServiceName.VALIDATOR),
            **_peer_addresses(),
            "ServiceClients:WalletService:GrpcAddress": url(ServiceName.WALLET, 8081),
            "SystemWalletSigning:ValidatorId": VALIDATOR_ID,
            # One group for all would give each hub event to one replica's clients (contract §3.5).
            "EventStreams:Redis:ConsumerGroup": member(ServiceName.REGISTER, ordinal),
        },
        secret={
            **storage.secret,
            **client.secret,
            "ConnectionStrings:Redis": access.redis(stores),
        },
    )


def _validator(deployment: Deployment, ordinal: int, stores: StoreAddresses) -> Settings:
    storage = _register_storage(stores, db.MONGO_VALIDATOR)
    client = _client(ServiceName.VALIDATOR, SecretName.CLIENT_VALIDATOR)
    return Settings(
        plain={
            **storage.plain,
            **client.plain,
            **_grpc_listener(),
            **_addresses(ServiceName.TENANT, ServiceName.WALLET, ServiceName.REGISTER, ServiceName.BLUEPRINT),
            "ServiceClients:PeerService:Address": url(ServiceName.PEER, PEER_PORT),
            "ServiceClients:PeerService:HttpAddress": url(ServiceName.PEER),
            "RegisterStorage:MongoDB:CreateIndexesOnStartup": "false",  # its user only reads
            "Validator:ValidatorId": VALIDATOR_ID,
            "Validator:GrpcEndpoint": url(ServiceName.VALIDATOR, 8081),
            "WalletService:Endpoint": url(ServiceName.WALLET, 8081),
        },
        secret={
            **storage.secret,
            **client.secret,
            "ConnectionStrings:Redis": access.redis(stores),
        },
    )


def _blueprint(deployment: Deployment, ordinal: int, stores: StoreAddresses) -> Settings:
    client = _client(ServiceName.BLUEPRINT, SecretName.CLIENT_BLUEPRINT)
    return Settings(
        plain={
            **client.plain,
            **_addresses(ServiceName.TENANT, ServiceName.WALLET, ServiceName.REGISTER, ServiceName.VALIDATOR),
            "StatusList:BaseUrl": f"{deployment.public_url}/api/v1/credentials/status-lists",
        },
        secret={
            **client.secret,
            "ConnectionStrings:Redis": access.redis(stores),
            "ConnectionStrings:mongodb": access.mongo(stores, db.MONGO_BLUEPRINT),
        },
    )


def _peer(deployment: Deployment, ordinal: int, stores: StoreAddresses) -> Settings:
    peer = deployment.peer
    plain_settings = {
        "PeerService:NodeId": f"{deployment.installation}-{member(ServiceName.PEER, ordinal)}",
        "PeerService:Port": str(PEER_PORT),
        "PeerService:ListenPort": str(peer.port),
    }
    if peer.external_address is not None:
        plain_settings["PeerService:NetworkAddress:ExternalAddress"] = peer.external_address
    for index, seed in enumerate(peer.seeds):
        prefix = f"PeerService:SeedNodes:SeedNodes:{index}"
        plain_settings |= {
            f"{prefix}:NodeId": seed.node_id,
            f"{prefix}:Hostname": seed.host,
            f"{prefix}:Port": str(seed.port),
            f"{prefix}:EnableTls": str(seed.tls).lower(),
        }
    return Settings(plain=plain_settings, secret={"ConnectionStrings:Redis": access.redis(stores)})


def _gateway(deployment: Deployment, ordinal: int, stores: StoreAddresses) -> Settings:
    public = urlsplit(deployment.public_url)
    aggregated = {
        "Blueprint": ServiceName.BLUEPRINT,
        "Wallet": ServiceName.WALLET,
        "Register": ServiceName.REGISTER,
        "Tenant": ServiceName.TENANT,
        "Peer": ServiceName.PEER,
        "Validator": ServiceName.VALIDATOR,
    }
    return Settings(
        plain={
            **routes(deployment.services),
            **{f"Services:{name}:Url": url(service) for name, service in aggregated.items()},
            # Without it every request with a foreign Host waits 6.6 to 11.6 s (verified §f).
            "Services:TenantService:BaseUrl": url(ServiceName.TENANT),
            "UrlResolution:BaseDomain": public.hostname or "",
            "Gateway:PublicUrl": deployment.public_url,
            "ASPNETCORE_FORWARDEDHEADERS_ENABLED": "true",
        }
    )


def _ui(deployment: Deployment, ordinal: int, stores: StoreAddresses) -> Settings:
    return Settings(plain={"ASPNETCORE_URLS": "http://+:8080"})


_BUILDERS: dict[ServiceName, Callable[[Deployment, int, StoreAddresses], Settings]] = {
    ServiceName.GATEWAY: _gateway,
    ServiceName.BLUEPRINT: _blueprint,
    ServiceName.TENANT: _tenant,
    ServiceName.WALLET: _wallet,
    ServiceName.REGISTER: _register,
    ServiceName.VALIDATOR: _validator,
    ServiceName.PEER: _peer,
    ServiceName.UI: _ui,
}
