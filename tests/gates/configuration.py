"""How each rule over configuration is broken: in a stack file, and in a plan that shows more."""

from __future__ import annotations

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.rules import Rule, credentials, edge, images, peer, platform, services, stores
from sorcha_infra.domain.services import Severity
from tests.config.stacks import Raw, dev, small
from tests.gates.breach import LAB_PRODUCTION, PRODUCTION, Breach, Configured, Told, file, twin
from tests.harness import Secret
from tests.harness.broken import inputs
from tests.harness.plan import NETWORK


def _pool(name: str, replicas: int, **more: object) -> Told:
    return Told(small(services={name: {"replicas": replicas}, **more}))


def _network(subnet: str) -> Breach:
    return Breach(inputs("network", NETWORK, ipamConfigs=[{"subnet": subnet}]))


def _edge(told: Raw) -> Breach:
    """With an edge in the plan, for a rule that looks at what stands there."""
    return Breach(twin("gateway-0", "edge-0"), Told(told))


def _pinned(found: Deployment, but: str = "") -> Deployment:
    """With a digest on every image that the stack file does not give."""

    def pin(image: str) -> str:
        return image if image.startswith("a/b") else f"{image}@sha256:{'0' * 64}"

    pools = {
        "register_" if pool.name == "register" else str(pool.name): pool
        if pool.name == but
        else pool.model_copy(update={"image": pin(pool.image)})
        for pool in found.services.all()
    }
    return found.model_copy(
        update={
            "services": found.services.model_copy(update=pools),
            "store_images": {name: pin(image) for name, image in found.store_images.items()},
            "support_images": {name: pin(image) for name, image in found.support_images.items()},
        }
    )


_KEY = "-----BEGIN CERTIFICATE-----\nx\n-----BEGIN PRIVATE KEY-----\nx\n"
_REACHED = {"externalAddress": "peer.example.com"}
_MANUAL = {"topology": "primaryReplica", "failover": "manual"}
_KUBERNETES = Told(dev(platform="kubernetes", docker={"hosts": ["ssh://a"]}))

CONFIGURATION: dict[Rule, Configured] = {
    services.replicas_within_what_the_service_can_bear: Configured(
        bad=(_pool("validator", 2), _pool("peer", 2), _pool("blueprint", 2), _pool("tenant", 11)),
        fine=(_pool("validator", 1), _pool("tenant", 10)),
        planned=(Breach(twin("validator-0", "validator-1")), Breach(twin("peer-0", "peer-1"))),
    ),
    services.connections_fit: Configured(
        bad=(
            _pool("wallet", 7, tenant={"replicas": 1}),
            _pool("wallet", 3, tenant={"replicas": 10}),
            _pool("wallet", 2, tenant={"replicas": 11}),
        ),
        fine=(
            _pool("wallet", 6, tenant={"replicas": 2}),
            # Refused by the tenants' own ceiling.
            _pool("wallet", 1, tenant={"replicas": 13}),
        ),
        planned=(Breach(twin("wallet-0", *(f"wallet-{n}" for n in range(1, 7)))),),
    ),
    services.many_registers_have_separate_indexes: Configured(
        bad=(_pool("register", 2),),
        fine=(_pool("register", 1),),
        planned=(Breach(twin("register-0", "register-1")),),
    ),
    stores.redis_is_not_a_cluster: Configured(
        bad=(Told(dev(redis={"topology": "cluster"})),),
        fine=(Told(dev(redis={"topology": "sentinel"})),),
        planned=(Breach(told=Told(dev(redis={"topology": "cluster"}))),),
    ),
    stores.quorums_are_odd: Configured(
        bad=(
            Told(small(postgres={"topology": "primaryReplica", "etcdMembers": 4})),
            Told(small(mongo={"topology": "replicaSet", "members": 4})),
            Told(small(redis={"topology": "sentinel", "sentinels": 4})),
        ),
        fine=(
            Told(small(postgres={"topology": "primaryReplica", "etcdMembers": 3})),
            Told(small(mongo={"topology": "replicaSet", "members": 3})),
            Told(small(redis={"topology": "sentinel", "members": 4, "sentinels": 5})),
        ),
        planned=(
            Breach(twin("postgres-0", "postgres-1", "etcd-0", "etcd-1")),
            Breach(twin("mongo-0", "mongo-1")),
            Breach(twin("redis-0", "redis-1", "redis-2", "sentinel-0", "sentinel-1")),
        ),
    ),
    stores.two_redis_servers_stand_still_together: Configured(
        bad=(Told(small(redis={"topology": "sentinel", "members": 2})),),
        fine=(Told(small(redis={"topology": "sentinel", "members": 3})), Told(dev())),
        planned=(Breach(twin("redis-0", "redis-1", "sentinel-0", "sentinel-1", "sentinel-2")),),
    ),
    stores.manual_fail_over_uses_no_patroni: Configured(
        bad=(
            Told(small(postgres={**_MANUAL, "etcdMembers": 5})),
            Told(small(postgres={**_MANUAL, "etcdMembers": 4})),
            Told(small(postgres={**_MANUAL, "patroniImage": "registry.example.com/patroni:4"})),
        ),
        fine=(
            Told(small(postgres=_MANUAL)),
            Told(small(postgres={"topology": "primaryReplica", "etcdMembers": 5})),
        ),
        planned=(Breach(told=Told(small(postgres={**_MANUAL, "etcdMembers": 5}))),),
    ),
    edge.one_gateway_without_an_edge: Configured(
        bad=(Told(dev(services={"gateway": {"replicas": 2}})),),
        fine=(Told(dev()), Told(small(services={"gateway": {"replicas": 2}}))),
        planned=(Breach(twin("gateway-0", "gateway-1")),),
    ),
    edge.public_url_is_an_address: Configured(
        bad=(
            Told(dev(publicUrl="http://a:0")),
            Told(dev(publicUrl="http://a:99999")),
            Told(dev(publicUrl="http://a:80")),
            Told(small(publicUrl="https://a.example.com:443")),
        ),
        fine=(
            Told(dev(publicUrl="http://a:1")),
            Told(dev(publicUrl="http://a")),
            Told(dev(publicUrl="http://a:443")),
            Told(small(publicUrl="https://a.example.com:80")),
            Told(dev(edge={"kind": "none", "port": 80})),
        ),
        planned=(Breach(told=Told(dev(publicUrl="http://a:0"))),),
    ),
    edge.public_url_is_https_in_production: Configured(
        bad=(Told(small(publicUrl="http://a.example.com")),),
        fine=(Told(PRODUCTION), Told(dev(publicUrl="http://a.example.com"))),
        planned=(Breach(told=Told(small(publicUrl="http://a.example.com"))),),
    ),
    edge.public_url_is_https_behind_an_edge: Configured(
        bad=(Told(dev(edge={"kind": "haproxy"}, publicUrl="http://a.example.com")),),
        fine=(Told(dev(edge={"kind": "haproxy"}, publicUrl="https://a.example.com")), Told(dev())),
        planned=(_edge(dev(edge={"kind": "haproxy"}, publicUrl="http://a.example.com")),),
    ),
    edge.edge_ports_differ: Configured(
        bad=(Told(small(edge={"kind": "haproxy", "httpPort": 443})),),
        fine=(Told(small(edge={"kind": "haproxy", "httpPort": 444})), Told(dev())),
        planned=(_edge(small(edge={"kind": "haproxy", "httpPort": 443})),),
    ),
    edge.public_url_leads_to_the_edge: Configured(
        bad=(
            Told(small(edge={"kind": "haproxy", "httpsPort": 8443})),
            Told(small(publicUrl="https://a.example.com:8443")),
        ),
        fine=(
            Told(small(edge={"kind": "haproxy", "httpsPort": 8443}, publicUrl="https://a.example.com:8443")),
            Told(PRODUCTION),
            Told(dev()),
        ),
        planned=(_edge(small(edge={"kind": "haproxy", "httpsPort": 8443})),),
    ),
    edge.certificate_holds_no_private_key: Configured(
        bad=(Told(small(edge={"kind": "haproxy", "certificate": _KEY})),),
        fine=(Told(small(edge={"kind": "haproxy", "certificate": _KEY.partition("-----BEGIN P")[0]})),),
        planned=(_edge(small(edge={"kind": "haproxy", "certificate": _KEY})),),
    ),
    peer.the_peers_port_is_its_own: Configured(
        bad=(
            Told(dev(peer={**_REACHED, "port": 8080})),
            Told(small(peer={**_REACHED, "port": 443})),
            Told(small(peer={**_REACHED, "port": 80})),
        ),
        fine=(Told(dev(peer=_REACHED)), Told(dev(peer={"port": 8080}))),
        planned=(Breach(told=Told(dev(peer={**_REACHED, "port": 8080}))),),
    ),
    peer.a_peer_that_is_reached_has_no_tls: Configured(
        bad=(Told(dev(peer=_REACHED)),),
        fine=(Told(dev(peer={"port": 5001})),),
        planned=(Breach(told=Told(dev(peer=_REACHED))),),
    ),
    platform.subnet_holds_the_address_plan: Configured(
        bad=tuple(
            Told(dev(network={"subnet": subnet}))
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
            Told(dev(network={"subnet": subnet}))
            for subnet in ("10.0.0.0/24", "10.1.0.0/16", "172.31.0.0/16", "192.168.7.0/24")
        ),
        planned=(_network("10.201.239.0/25"), _network("8.8.8.0/24")),
    ),
    platform.docker_hosts_only_on_docker: Configured(
        bad=(_KUBERNETES,),
        fine=(Told(dev(docker={"hosts": ["ssh://a"]})), Told(dev(platform="kubernetes"))),
        planned=(Breach(told=_KUBERNETES),),
    ),
    images.lab_images_only_by_choice: Configured(
        bad=(Told(LAB_PRODUCTION),),
        fine=(Told(dev(images={"source": "lab"})), Told(PRODUCTION)),
        planned=(Breach(told=Told(LAB_PRODUCTION)),),
    ),
    images.production_runs_digests: Configured(
        bad=(
            Told(PRODUCTION),
            Told(
                small(services={"ui": {"image": "a/b:1"}}),
                path="sorcha:deployment.services.ui.image",
                change=_pinned,
            ),
            Told(
                PRODUCTION,
                path="stacks/images.yaml: published",
                change=lambda found: _pinned(found, but="ui"),
            ),
        ),
        fine=(Told(dev()), Told(LAB_PRODUCTION), Told(PRODUCTION, change=_pinned)),
        planned=(Breach(told=Told(PRODUCTION)),),
    ),
    credentials.no_default_credential_outside_dev: Configured(
        bad=(
            Told(PRODUCTION, {"adminPassword": "Dev_Pass_2025!"}, Severity.REFUSE),
            Told(PRODUCTION, {"walletKeyMaterial": "sorcha-docker-wallet-stable-key-v1"}),
            Told(dev(), {"redisPassword": "sorcha_dev_password"}, Severity.WARN),
        ),
        fine=(Told(PRODUCTION, {"adminPassword": "Dev_Pass_2026!"}), Told(dev())),
        planned=(
            Breach(inputs("tenant-0", envs=["Seed__AdminPassword=Dev_Pass_2025!"]), Told(PRODUCTION)),
            Breach(inputs("redis-0", uploads=file(content=Secret("sorcha_dev_password"))), Told(PRODUCTION)),
        ),
    ),
}
"""Rule → breaches; a rule that is not here is told by the tests."""
