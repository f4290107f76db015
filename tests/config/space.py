"""The space of configurations, for property tests."""

from typing import Any

from hypothesis import strategies as st

from sorcha_infra.domain.services import FACTS, Severity
from sorcha_infra.domain.vocabulary import ServiceName

from .stacks import Raw

LABELS = st.from_regex(r"[a-z]([a-z0-9-]{0,28}[a-z0-9])?", fullmatch=True)
IMAGES = st.from_regex(r"[a-z0-9][a-z0-9./-]{2,40}(:[a-z0-9.]{1,10})?", fullmatch=True)
HOSTS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?(\.[a-z]{2,5})?", fullmatch=True)
PORTS = st.integers(1, 65_535)
RESOURCES = st.fixed_dictionaries(
    {"cpus": st.floats(0.1, 64) | st.integers(1, 64), "memoryMib": st.integers(64, 1_048_576)}
)


@st.composite
def subnets(draw: st.DrawFn) -> str:
    """Private networks from /16 to /24."""
    prefix = draw(st.integers(16, 24))
    bits = draw(st.integers(0, 2**32 - 1))
    first, width = draw(
        st.sampled_from([(10 << 24, 8), (172 << 24 | 16 << 16, 12), (192 << 24 | 168 << 16, 16)])
    )
    address = (first | bits & (2 ** (32 - width) - 1)) & ~(2 ** (32 - prefix) - 1)
    return f"{'.'.join(str(address >> shift & 255) for shift in (24, 16, 8, 0))}/{prefix}"


def _pool(name: ServiceName, gateways: int) -> st.SearchStrategy[Raw]:
    maximum = gateways if name is ServiceName.GATEWAY else FACTS[name].ceiling.replicas
    return st.fixed_dictionaries(
        {}, optional={"replicas": st.integers(1, maximum), "image": IMAGES, "resources": RESOURCES}
    )


_SERVER_KEYS: Any = {"image": IMAGES, "resources": RESOURCES}
_MANAGED: Any = st.fixed_dictionaries(
    {"topology": st.just("managed")}, optional={"host": HOSTS, "port": PORTS}
)
_SINGLE: Any = st.fixed_dictionaries({"topology": st.just("single")}, optional=_SERVER_KEYS)

POSTGRES = (
    _SINGLE
    | _MANAGED
    | st.fixed_dictionaries(
        {"topology": st.just("primaryReplica")},
        optional={
            **_SERVER_KEYS,
            "replicas": st.integers(1, 4),
            "failover": st.sampled_from(["automatic", "manual"]),
        },
    )
)
MONGO = (
    _SINGLE
    | _MANAGED
    | st.fixed_dictionaries(
        {"topology": st.just("replicaSet")}, optional={**_SERVER_KEYS, "members": st.sampled_from([3, 5, 7])}
    )
)
REDIS = (
    _SINGLE
    | _MANAGED
    | st.fixed_dictionaries(
        {"topology": st.just("sentinel")},
        optional={
            **_SERVER_KEYS,
            "members": st.integers(2, 5),
            "sentinels": st.sampled_from([3, 5, 7]),
        },
    )
)
PEER = st.fixed_dictionaries(
    {},
    optional={
        "externalAddress": HOSTS,
        "port": PORTS,
        "seeds": st.lists(
            st.fixed_dictionaries(
                {"nodeId": HOSTS, "host": HOSTS}, optional={"port": PORTS, "tls": st.booleans()}
            ),
            max_size=3,
        ),
    },
)


_PLATFORM_KEYS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "docker": {"network": st.fixed_dictionaries({}, optional={"subnet": subnets()})},
    "kubernetes": {
        "kubernetes": st.fixed_dictionaries(
            {}, optional={"context": HOSTS, "namespace": LABELS, "storageClass": HOSTS}
        )
    },
}
"""Keys that only one platform reads."""

ONLY_ON = {"network.subnet": "docker"}
"""Mutated path → the platform that reads it."""


@st.composite
def deployments(draw: st.DrawFn, platform: str | None = None) -> Raw:
    """Whatever an operator may write inside the bands, on one platform or on any."""
    tier = draw(st.sampled_from(["dev", "prod-small", "prod-large"]))
    kind = draw(st.sampled_from(["none", "haproxy", "nginx"])) if tier == "dev" else "haproxy"
    scheme = draw(st.sampled_from(["http", "https"])) if kind == "none" else "https"
    public = f"{scheme}://{draw(HOSTS)}"
    platform = platform or draw(st.sampled_from(sorted(_PLATFORM_KEYS)))
    raw: Raw = {"tier": tier, "platform": platform}
    if tier != "dev" or draw(st.booleans()):
        raw["publicUrl"] = public
    if kind != "none" or draw(st.booleans()):
        raw["edge"] = {"kind": kind}
    optional: dict[str, st.SearchStrategy[Any]] = {
        "installation": LABELS,
        "services": st.fixed_dictionaries(
            {}, optional={str(name): _pool(name, 1 if kind == "none" else 10) for name in ServiceName}
        ),
        "postgres": POSTGRES,
        "mongo": MONGO,
        "redis": REDIS,
        **_PLATFORM_KEYS[platform],
        "images": st.fixed_dictionaries({"source": st.sampled_from(["published", "lab"])}),
        "peer": PEER,
    }
    return raw | draw(st.fixed_dictionaries({}, optional=optional))


MUTATIONS: list[tuple[str, str, Any]] = [
    *(
        (
            f"services.{name}.replicas",
            "at most",
            st.integers(FACTS[name].ceiling.replicas + 1, 10_000),
        )
        for name in ServiceName
    ),
    *((f"services.{name}.replicas", "integer", st.integers(-10_000, 0)) for name in ServiceName),
    ("redis", "cluster", st.just({"topology": "cluster"})),
    ("redis", "odd", st.sampled_from([{"topology": "sentinel", "sentinels": n} for n in (4, 6)])),
    ("mongo", "odd", st.sampled_from([{"topology": "replicaSet", "members": n} for n in (4, 6)])),
    ("network.subnet", "network", st.integers(25, 32).map(lambda prefix: f"10.0.0.0/{prefix}")),
    ("network.subnet", "network", st.integers(0, 15).map(lambda prefix: f"10.0.0.0/{prefix}")),
    ("network.subnet", "network", st.sampled_from(["127.1.0.0/16", "8.8.0.0/16", "224.0.1.0/24"])),
    ("publicUrl", "port", st.integers(65_536, 99_999).map(lambda port: f"https://a:{port}")),
    ("installation", "string", st.text("ABC_ .-", min_size=1)),
]
"""Path, a word of the refusal, and values that break a rule there."""

ACCEPTABLE_PATHS = {
    f"services.{name}.replicas" for name in FACTS if FACTS[name].ceiling.severity is Severity.ACCEPT
}
