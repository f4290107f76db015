"""Stack files that break each rule over the configuration, and some that almost do."""

from __future__ import annotations

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.rules import Rule, credentials, edge, images, peer, services, stores
from sorcha_infra.domain.services import Severity
from sorcha_infra.profiles.docker import rules as docker
from tests.config.stacks import dev, small
from tests.gates.breach import LAB_PRODUCTION, PRODUCTION, Examples, StackSettings


def _pool(name: str, replicas: int, **settings: object) -> StackSettings:
    return StackSettings(small(services={name: {"replicas": replicas}, **settings}))


def _pin_images(deployment: Deployment, but: str = "") -> Deployment:
    """Add a digest to every image that the stack file does not set."""

    def pin(image: str) -> str:
        return image if image.startswith("a/b") else f"{image}@sha256:{'0' * 64}"

    pools = {
        name: pool if name == but else pool.model_copy(update={"image": pin(pool.image)})
        for name, pool in deployment.services.items()
    }
    return deployment.model_copy(
        update={
            "services": pools,
            "store_images": {name: pin(image) for name, image in deployment.store_images.items()},
            "support_images": {name: pin(image) for name, image in deployment.support_images.items()},
        }
    )


_KEY = "-----BEGIN CERTIFICATE-----\nx\n-----BEGIN PRIVATE KEY-----\nx\n"
_EXTERNAL = {"externalAddress": "peer.example.com"}
_MANUAL = {"topology": "primaryReplica", "failover": "manual"}

CONFIGURATION: dict[Rule, Examples] = {
    services.replicas_within_service_limit: Examples(
        bad=(_pool("validator", 2), _pool("peer", 2), _pool("blueprint", 2), _pool("tenant", 11)),
        fine=(_pool("validator", 1), _pool("tenant", 10)),
    ),
    services.database_connections_within_limit: Examples(
        bad=(
            _pool("wallet", 7, tenant={"replicas": 1}),
            _pool("wallet", 3, tenant={"replicas": 10}),
            _pool("wallet", 2, tenant={"replicas": 11}),
        ),
        fine=(
            _pool("wallet", 6, tenant={"replicas": 2}),
            # Refused by the tenants' own ceiling.
            _pool("wallet", 1, tenant={"replicas": 13}),
            # A managed server has limits of its own.
            StackSettings(small(services={"wallet": {"replicas": 7}}, postgres={"topology": "managed"})),
        ),
    ),
    services.single_register_index: Examples(
        bad=(_pool("register", 2),),
        fine=(_pool("register", 1),),
    ),
    stores.no_redis_cluster: Examples(
        bad=(StackSettings(dev(redis={"topology": "cluster"})),),
        fine=(StackSettings(dev(redis={"topology": "sentinel"})),),
    ),
    stores.odd_quorums: Examples(
        bad=(
            StackSettings(small(mongo={"topology": "replicaSet", "members": 4})),
            StackSettings(small(redis={"topology": "sentinel", "sentinels": 4})),
        ),
        fine=(
            StackSettings(small(mongo={"topology": "replicaSet", "members": 3})),
            StackSettings(small(redis={"topology": "sentinel", "members": 4, "sentinels": 5})),
        ),
    ),
    stores.redis_members_tolerate_loss: Examples(
        bad=(StackSettings(small(redis={"topology": "sentinel", "members": 2})),),
        fine=(StackSettings(small(redis={"topology": "sentinel", "members": 3})), StackSettings(dev())),
    ),
    docker.odd_etcd_members: Examples(
        bad=(StackSettings(small(postgres={"topology": "primaryReplica", "etcdMembers": 4})),),
        fine=(
            StackSettings(small(postgres={"topology": "primaryReplica", "etcdMembers": 3})),
            StackSettings(small(postgres={**_MANUAL, "etcdMembers": 4})),
            StackSettings(dev()),
        ),
    ),
    docker.no_patroni_keys_with_manual_failover: Examples(
        bad=(
            StackSettings(small(postgres={**_MANUAL, "etcdMembers": 5})),
            StackSettings(small(postgres={**_MANUAL, "etcdMembers": 4})),
            StackSettings(small(postgres={**_MANUAL, "patroniImage": "registry.example.com/patroni:4"})),
        ),
        fine=(
            StackSettings(small(postgres=_MANUAL)),
            StackSettings(small(postgres={"topology": "primaryReplica", "etcdMembers": 5})),
        ),
    ),
    docker.single_gateway_without_edge: Examples(
        bad=(StackSettings(dev(services={"gateway": {"replicas": 2}})),),
        fine=(StackSettings(dev()), StackSettings(small(services={"gateway": {"replicas": 2}}))),
    ),
    edge.valid_public_url: Examples(
        bad=(
            StackSettings(dev(publicUrl="http://a:0")),
            StackSettings(dev(publicUrl="http://a:99999")),
            StackSettings(dev(publicUrl="http://a:80")),
            StackSettings(small(publicUrl="https://a.example.com:443")),
        ),
        fine=(
            StackSettings(dev(publicUrl="http://a:1")),
            StackSettings(dev(publicUrl="http://a")),
            StackSettings(dev(publicUrl="http://a:443")),
            StackSettings(small(publicUrl="https://a.example.com:80")),
            StackSettings(dev(edge={"kind": "none", "port": 80})),
        ),
    ),
    edge.https_public_url_in_production: Examples(
        bad=(StackSettings(small(publicUrl="http://a.example.com")),),
        fine=(StackSettings(PRODUCTION), StackSettings(dev(publicUrl="http://a.example.com"))),
    ),
    edge.https_public_url_behind_edge: Examples(
        bad=(StackSettings(dev(edge={"kind": "haproxy"}, publicUrl="http://a.example.com")),),
        fine=(
            StackSettings(dev(edge={"kind": "haproxy"}, publicUrl="https://a.example.com")),
            StackSettings(dev()),
        ),
    ),
    edge.distinct_edge_ports: Examples(
        bad=(StackSettings(small(edge={"kind": "haproxy", "httpPort": 443})),),
        fine=(StackSettings(small(edge={"kind": "haproxy", "httpPort": 444})), StackSettings(dev())),
    ),
    edge.public_url_matches_edge_port: Examples(
        bad=(
            StackSettings(small(edge={"kind": "haproxy", "httpsPort": 8443})),
            StackSettings(small(publicUrl="https://a.example.com:8443")),
        ),
        fine=(
            StackSettings(
                small(edge={"kind": "haproxy", "httpsPort": 8443}, publicUrl="https://a.example.com:8443")
            ),
            StackSettings(PRODUCTION),
            StackSettings(dev()),
        ),
    ),
    edge.no_private_key_in_certificate: Examples(
        bad=(StackSettings(small(edge={"kind": "haproxy", "certificate": _KEY})),),
        fine=(
            StackSettings(small(edge={"kind": "haproxy", "certificate": _KEY.partition("-----BEGIN P")[0]})),
        ),
    ),
    docker.distinct_peer_port: Examples(
        bad=(
            StackSettings(dev(peer={**_EXTERNAL, "port": 8080})),
            StackSettings(small(peer={**_EXTERNAL, "port": 443})),
            StackSettings(small(peer={**_EXTERNAL, "port": 80})),
        ),
        fine=(StackSettings(dev(peer=_EXTERNAL)), StackSettings(dev(peer={"port": 8080}))),
    ),
    peer.peer_port_encrypted: Examples(
        bad=(StackSettings(dev(peer=_EXTERNAL)),),
        fine=(StackSettings(dev(peer={"port": 5001})),),
    ),
    docker.subnet_fits_address_plan: Examples(
        bad=tuple(
            StackSettings(dev(network={"subnet": subnet}))
            for subnet in (
                "10.0.0.0/25",
                "10.0.0.0/15",
                "8.8.0.0/24",
                "127.1.0.0/24",
                "10.0.0.1/24",
                "300.0.0.0/24",
            )
        ),
        fine=tuple(
            StackSettings(dev(network={"subnet": subnet}))
            for subnet in ("10.0.0.0/24", "10.1.0.0/16", "172.31.0.0/16", "192.168.7.0/24")
        ),
    ),
    images.no_implicit_lab_images: Examples(
        bad=(StackSettings(LAB_PRODUCTION),),
        fine=(StackSettings(dev(images={"source": "lab"})), StackSettings(PRODUCTION)),
    ),
    images.production_images_pinned: Examples(
        bad=(
            StackSettings(PRODUCTION),
            StackSettings(
                small(services={"ui": {"image": "a/b:1"}}),
                path="sorcha:deployment.services.ui.image",
                change=_pin_images,
            ),
            StackSettings(
                PRODUCTION,
                path="stacks/images.yaml: published",
                change=lambda deployment: _pin_images(deployment, but="ui"),
            ),
        ),
        fine=(
            StackSettings(dev()),
            StackSettings(LAB_PRODUCTION),
            StackSettings(PRODUCTION, change=_pin_images),
        ),
    ),
    credentials.no_default_credential_outside_dev: Examples(
        bad=(
            StackSettings(PRODUCTION, {"adminPassword": "Dev_Pass_2025!"}, Severity.REFUSE),
            StackSettings(PRODUCTION, {"walletKeyMaterial": "sorcha-docker-wallet-stable-key-v1"}),
            StackSettings(dev(), {"redisPassword": "sorcha_dev_password"}, Severity.WARN),
        ),
        fine=(StackSettings(PRODUCTION, {"adminPassword": "Dev_Pass_2026!"}), StackSettings(dev())),
    ),
}
"""Rule → breaches; a test reports a missing rule."""
