"""Settings of each service: plain settings for the environment, secrets for the appsettings file.

Keys are those of platform-contract.md §2 and §3, written as .NET sections with `:`; `variables` converts them
to the form with `__`. This module and routing.py (routes of the gateway) are the only ones with such keys.
"""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from sorcha_infra.domain import databases as db
from sorcha_infra.domain import store_access as access
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.identities import SERVICE_CLIENTS, VALIDATOR_ID
from sorcha_infra.domain.routing import routes
from sorcha_infra.domain.secrets import SecretName, plain
from sorcha_infra.domain.services import GRPC_PORT, HTTP_PORT, PEER_PORT, WALLET_KEYS
from sorcha_infra.domain.store_access import StoreEndpoints
from sorcha_infra.domain.surroundings import MEMBER, Settings, Surroundings
from sorcha_infra.domain.vocabulary import ServiceName

APPSETTINGS = "/app/appsettings.Production.json"
"""Read by convention, absent in the images, overridden by the environment (decisions.md)."""

ADMIN_EMAIL = "admin@sorcha.local"
WALLET_KEY_ID = "wallet-0"


def settings(service: ServiceName, surroundings: Surroundings) -> Settings:
    """Settings of a service."""
    deployment = surroundings.deployment
    base = _BUILDERS[service](surroundings)
    if service is ServiceName.UI:
        return replace(base, plain={**_COMMON, **base.plain})
    jwt = _jwt(deployment)
    return replace(base, plain={**_COMMON, **jwt.plain, **base.plain}, secret={**jwt.secret, **base.secret})


_COMMON = {"ASPNETCORE_ENVIRONMENT": "Production", "DOTNET_EnableDiagnostics": "0"}
"""Production in every tier, because Development creates public secrets (contract §2.3) and a dev stack can
grow."""


def _jwt(deployment: Deployment) -> Settings:
    # Issuer and audience are explicit, because the peer derives neither (contract §2.5).
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
    # Without `Scopes`: every client may have the default, but not the choice of compose (contract §2.6).
    return Settings(
        plain={"ServiceAuth:ClientId": SERVICE_CLIENTS[service]},
        secret={"ServiceAuth:ClientSecret": plain(secret)},
    )


def _addresses(surroundings: Surroundings, *services: ServiceName) -> dict[str, str]:
    names = {
        ServiceName.TENANT: "TenantService",
        ServiceName.WALLET: "WalletService",
        ServiceName.REGISTER: "RegisterService",
        ServiceName.VALIDATOR: "ValidatorService",
        ServiceName.BLUEPRINT: "BlueprintService",
    }
    return {f"ServiceClients:{names[service]}:Address": surroundings.url(service) for service in services}


def _peer_addresses(surroundings: Surroundings) -> dict[str, str]:
    # Compose lacks HttpAddress and GrpcAddress and so sends REST to the gRPC port (contract §2.7).
    return {
        "ServiceClients:PeerService:Address": surroundings.url(ServiceName.PEER, PEER_PORT),
        "ServiceClients:PeerService:HttpAddress": surroundings.url(ServiceName.PEER),
        "ServiceClients:PeerService:GrpcAddress": surroundings.url(ServiceName.PEER, PEER_PORT),
    }


def _grpc_listener() -> dict[str, str]:
    # Cleartext listeners speak only HTTP/1.1, so gRPC needs a separate one (contract §2.14).
    return {
        "Kestrel:Endpoints:Http:Url": f"http://+:{HTTP_PORT}",
        "Kestrel:Endpoints:Grpc:Url": f"http://+:{GRPC_PORT}",
        "Kestrel:Endpoints:Grpc:Protocols": "Http2",
    }


def _register_storage(stores: StoreEndpoints, user: db.MongoUser) -> Settings:
    return Settings(
        plain={
            "RegisterStorage:Type": "MongoDB",
            "RegisterStorage:MongoDB:DatabaseName": "sorcha_register_registry",
            "RegisterStorage:MongoDB:DatabaseNamePrefix": "sorcha_register_",
        },
        secret={"RegisterStorage:MongoDB:ConnectionString": access.mongo(stores, user)},
    )


def _tenant(surroundings: Surroundings) -> Settings:
    deployment = surroundings.deployment
    public = urlsplit(deployment.public_url)
    client = _client(ServiceName.TENANT, SecretName.CLIENT_TENANT)
    return Settings(
        plain={
            **client.plain,
            **_addresses(
                surroundings,
                ServiceName.TENANT,
                ServiceName.WALLET,
                ServiceName.REGISTER,
                ServiceName.VALIDATOR,
            ),
            "Fido2:ServerDomain": public.hostname or "",
            "Fido2:ServerName": "Sorcha",
            "Fido2:Origins:0": deployment.public_url,
            "AppBaseUrl": deployment.public_url,
            "Email:BaseUrl": deployment.public_url,
            "Seed:AdminEmail": ADMIN_EMAIL,
            # The global limiter counts probes too. With 100 a minute a busy tenant fails its probe
            # (verified §b). Per address, 3000 still stop a flood.
            "RateLimiting:PermitLimit": "3000",
            # At start the tenant logs the admin's password and every service secret as warnings of two
            # loggers (contract §2.15, verified §b). A failed migration is an error and stays visible.
            "Serilog:MinimumLevel:Override:Sorcha.Tenant.Service.Data": "Error",
            "Logging:LogLevel:Sorcha.Tenant.Service.Data": "Error",
        },
        secret={
            **client.secret,
            "ConnectionStrings:TenantDatabase": access.postgres(surroundings.stores, db.TENANT_DATABASE),
            "Redis:ConnectionString": access.redis(surroundings.stores),
            "Seed:AdminPassword": plain(SecretName.ADMIN_PASSWORD),
        },
    )


def _wallet(surroundings: Surroundings) -> Settings:
    return Settings(
        plain={
            **_grpc_listener(),
            "EncryptionProvider:Type": "LinuxSecretService",
            "EncryptionProvider:DefaultKeyId": WALLET_KEY_ID,
            "EncryptionProvider:LinuxSecretService:FallbackKeyStorePath": WALLET_KEYS.path,
            "ServiceClients:RegisterService:GrpcAddress": surroundings.url(ServiceName.REGISTER, GRPC_PORT),
        },
        secret={
            "ConnectionStrings:wallet-db": access.postgres(surroundings.stores, db.WALLET_DATABASE),
            "ConnectionStrings:Redis": access.redis(surroundings.stores),
            "EncryptionProvider:LinuxSecretService:MachineKeyMaterial": plain(SecretName.WALLET_KEY_MATERIAL),
        },
    )


def _register(surroundings: Surroundings) -> Settings:
    storage = _register_storage(surroundings.stores, db.MONGO_REGISTER)
    client = _client(ServiceName.REGISTER, SecretName.CLIENT_REGISTER)
    return Settings(
        plain={
            **storage.plain,
            **client.plain,
            **_grpc_listener(),
            **_addresses(surroundings, ServiceName.TENANT, ServiceName.WALLET, ServiceName.VALIDATOR),
            **_peer_addresses(surroundings),
            "ServiceClients:WalletService:GrpcAddress": surroundings.url(ServiceName.WALLET, GRPC_PORT),
            "SystemWalletSigning:ValidatorId": VALIDATOR_ID,
        },
        # With one group for all, a hub event reaches the clients of one replica only (contract §3.5).
        identity={"EventStreams:Redis:ConsumerGroup": MEMBER},
        secret={
            **storage.secret,
            **client.secret,
            "ConnectionStrings:Redis": access.redis(surroundings.stores),
        },
    )


def _validator(surroundings: Surroundings) -> Settings:
    storage = _register_storage(surroundings.stores, db.MONGO_VALIDATOR)
    client = _client(ServiceName.VALIDATOR, SecretName.CLIENT_VALIDATOR)
    return Settings(
        plain={
            **storage.plain,
            **client.plain,
            **_grpc_listener(),
            **_addresses(
                surroundings,
                ServiceName.TENANT,
                ServiceName.WALLET,
                ServiceName.REGISTER,
                ServiceName.BLUEPRINT,
            ),
            "ServiceClients:PeerService:Address": surroundings.url(ServiceName.PEER, PEER_PORT),
            "ServiceClients:PeerService:HttpAddress": surroundings.url(ServiceName.PEER),
            "RegisterStorage:MongoDB:CreateIndexesOnStartup": "false",  # its user is read-only
            "Validator:ValidatorId": VALIDATOR_ID,
            "Validator:GrpcEndpoint": surroundings.url(ServiceName.VALIDATOR, GRPC_PORT),
            "WalletService:Endpoint": surroundings.url(ServiceName.WALLET, GRPC_PORT),
        },
        secret={
            **storage.secret,
            **client.secret,
            "ConnectionStrings:Redis": access.redis(surroundings.stores),
        },
    )


def _blueprint(surroundings: Surroundings) -> Settings:
    client = _client(ServiceName.BLUEPRINT, SecretName.CLIENT_BLUEPRINT)
    return Settings(
        plain={
            **client.plain,
            **_addresses(
                surroundings,
                ServiceName.TENANT,
                ServiceName.WALLET,
                ServiceName.REGISTER,
                ServiceName.VALIDATOR,
            ),
            "StatusList:BaseUrl": f"{surroundings.deployment.public_url}/api/v1/credentials/status-lists",
        },
        secret={
            **client.secret,
            "ConnectionStrings:Redis": access.redis(surroundings.stores),
            "ConnectionStrings:mongodb": access.mongo(surroundings.stores, db.MONGO_BLUEPRINT),
        },
    )


def _peer(surroundings: Surroundings) -> Settings:
    peer = surroundings.deployment.peer
    plain_settings = {
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
    return Settings(
        plain=plain_settings,
        secret={"ConnectionStrings:Redis": access.redis(surroundings.stores)},
        identity={"PeerService:NodeId": f"{surroundings.deployment.installation}-{MEMBER}"},
    )


def _gateway(surroundings: Surroundings) -> Settings:
    deployment = surroundings.deployment
    public = urlsplit(deployment.public_url)
    aggregated_services = {
        "Blueprint": ServiceName.BLUEPRINT,
        "Wallet": ServiceName.WALLET,
        "Register": ServiceName.REGISTER,
        "Tenant": ServiceName.TENANT,
        "Peer": ServiceName.PEER,
        "Validator": ServiceName.VALIDATOR,
    }
    return Settings(
        plain={
            **routes(deployment.services, surroundings.addresses),
            **{
                f"Services:{name}:Url": surroundings.url(service)
                for name, service in aggregated_services.items()
            },
            # Without it a request with a foreign Host waits 6.6 to 11.6 s (verified §f).
            "Services:TenantService:BaseUrl": surroundings.url(ServiceName.TENANT),
            "UrlResolution:BaseDomain": public.hostname or "",
            "Gateway:PublicUrl": deployment.public_url,
            "ASPNETCORE_FORWARDEDHEADERS_ENABLED": "true",
        }
    )


def _ui(surroundings: Surroundings) -> Settings:
    return Settings(plain={"ASPNETCORE_URLS": f"http://+:{HTTP_PORT}"})


_BUILDERS: dict[ServiceName, Callable[[Surroundings], Settings]] = {
    ServiceName.GATEWAY: _gateway,
    ServiceName.BLUEPRINT: _blueprint,
    ServiceName.TENANT: _tenant,
    ServiceName.WALLET: _wallet,
    ServiceName.REGISTER: _register,
    ServiceName.VALIDATOR: _validator,
    ServiceName.PEER: _peer,
    ServiceName.UI: _ui,
}
