"""Merge of a stack file and the table into one deployment, with the origin of each value."""

from collections.abc import Collection
from typing import Any, TypeVar

from pydantic import TypeAdapter

from sorcha_infra.config.images import Images
from sorcha_infra.config.origins import Origins
from sorcha_infra.config.settings import ServiceSettings, Settings
from sorcha_infra.config.table import RecommendationTable, StoreCell
from sorcha_infra.domain.deployment import Deployment, Edge, EdgeNone, EdgeProxy, Peer, Service
from sorcha_infra.domain.quantities import Resources
from sorcha_infra.domain.services import FACTS
from sorcha_infra.domain.stores import STORES
from sorcha_infra.domain.topology import Mongo, Postgres, Redis
from sorcha_infra.domain.vocabulary import ImageSource, ServiceName, StoreName, Tier
from sorcha_infra.profiles import profile
from sorcha_infra.profiles.profile import Profile

T = TypeVar("T")

_PRODUCTION_FACTOR = 2
"""Production runs at two to three times the minimum (contract §6.2)."""

_LEAST_LIMIT_CPUS = 1.0
"""With less than one core the start of .NET takes several times as long. The minimum is the need of a
service, not its limit."""

_STORE_VARIANTS: dict[StoreName, TypeAdapter[Any]] = {
    StoreName.POSTGRES: TypeAdapter(Postgres),
    StoreName.MONGO: TypeAdapter(Mongo),
    StoreName.REDIS: TypeAdapter(Redis),
}

_IMAGES_FILE = "stacks/images.yaml"
_SIZING = "contract §6.2"


class Resolver:
    """Resolve one stack and record the origin of each value."""

    def __init__(
        self,
        settings: Settings,
        table: RecommendationTable,
        images: Images,
        *,
        stack: str,
        implied_keys: Collection[str],
    ) -> None:
        self._settings = settings
        self._table = table
        self._images = images
        self._stack = stack
        self._implied_keys = implied_keys
        self._profile: Profile = profile(settings.platform)
        self._origins = Origins()

    def resolve(self) -> Deployment:
        """Return the deployment."""
        settings = self._settings
        installation = self._choose("installation", settings.installation, self._stack, "the stack's name")
        source = self._choose(
            "images.source",
            settings.images.source if settings.images else None,
            ImageSource.PUBLISHED,
            "published images",
        )
        self._origins.stack_file("tier")
        self._origins.stack_file("platform")
        edge = self._edge()
        address, reason = self._profile.local_url(edge)
        choice = self._profile.target(settings, installation)
        self._origins.all |= choice.origins
        return Deployment(
            tier=settings.tier,
            target=choice.target,
            installation=installation,
            public_url=self._choose("publicUrl", settings.public_url, address, reason),
            services=self._services(source),
            postgres=self._store(StoreName.POSTGRES),
            mongo=self._store(StoreName.MONGO),
            redis=self._store(StoreName.REDIS),
            edge=edge,
            image_source=source,
            store_images=self._store_images(source) | self._own_images(),
            support_images=self._support_images(source),
            peer=self._peer(),
            accept=self._list("accept", settings.accept),
            deviations=self._origins.deviations,
            origins=self._origins.all,
        )

    def _store_images(self, source: ImageSource) -> dict[StoreName, str]:
        references = self._images.of(source).stores.by_key()
        return {name: references[name] for name in StoreName}

    def _own_images(self) -> dict[StoreName, str]:
        """Images of stores that the stack file sets."""
        references = {name: getattr(getattr(self._settings, name), "image", None) for name in StoreName}
        return {name: image for name, image in references.items() if image is not None}

    def _support_images(self, source: ImageSource) -> dict[str, str]:
        self._origins.default("images.support", _IMAGES_FILE)
        references = self._images.of(source).support
        return dict(self._profile.support_images(references, self._own_images()))

    def _services(self, source: ImageSource) -> dict[ServiceName, Service]:
        images = self._images.of(source).services.by_key()
        pools: dict[ServiceName, Service] = {}
        for name in ServiceName:
            if name is ServiceName.UI:
                # The guide's table omits the UI, but `/` and `/app` are only as available as it is.
                replicas = pools[ServiceName.GATEWAY].replicas
                self._origins.default(
                    f"services.{name}.replicas", "as many as gateways (contract §5, row 20)"
                )
            else:
                cell = self._table.service(name, self._settings.tier)
                replicas = cell.default
                self._origins.table(f"services.{name}.replicas", cell)
            pools[name] = self._service(name, images[name], replicas)
        return pools

    def _service(self, name: ServiceName, image: str, replicas: int) -> Service:
        service: ServiceSettings = self._settings.services.by_key()[name] or ServiceSettings()
        path = f"services.{name}"
        if service.replicas is not None:
            self._origins.stack_file(f"{path}.replicas", f"default {replicas}")
            self._origins.deviations.pop(f"{path}.replicas", None)
        return Service(
            name=name,
            replicas=replicas if service.replicas is None else service.replicas,
            image=self._choose(f"{path}.image", service.image, image, _IMAGES_FILE),
            resources=self._choose(
                f"{path}.resources", service.resources, self._service_limits(name), _SIZING
            ),
        )

    def _service_limits(self, name: ServiceName) -> Resources:
        facts = FACTS[name]
        # The register's event loop uses all cores of its limit (verified §g): its limit is its minimum.
        floor = facts.minimum_cpus if name is ServiceName.REGISTER else _LEAST_LIMIT_CPUS
        return self._limits(facts.minimum_cpus, facts.minimum_memory_mib, floor)

    def _limits(self, cpus: float, memory_mib: int, floor: float) -> Resources:
        factor = 1 if self._settings.tier is Tier.DEVELOPMENT else _PRODUCTION_FACTOR
        return Resources(cpus=max(floor, cpus * factor), memory_mib=memory_mib * factor)

    def _store(self, name: StoreName) -> Any:  # noqa: ANN401 - one of three unions
        store = getattr(self._settings, name)
        values = {} if store is None else store.model_dump(exclude_unset=True, exclude_none=True)
        cell = self._table.store(name, self._settings.tier)
        topology = values.setdefault("topology", cell.topology)
        sizes = _sizes(cell) if topology == cell.topology else {}
        facts = STORES[name]
        limits = self._limits(facts.minimum_cpus, facts.minimum_memory_mib, _LEAST_LIMIT_CPUS)
        limits_key = {} if topology == "managed" else {"resources": limits.model_dump()}
        variant = _STORE_VARIANTS[name].validate_python({**limits_key, **sizes, **values}, strict=False)

        is_implied = store is None or f"{name}.topology" in self._implied_keys
        explicit_fields = values.keys() - ({"topology"} if is_implied else set())
        self._origins.default(f"{name}.image", _IMAGES_FILE)  # also for the jobs of a managed store
        self._origins.fields(
            name,
            variant,
            explicit_fields=explicit_fields,
            reasons={"image": _IMAGES_FILE, "resources": _SIZING},
        )
        for field in ({"topology"} | sizes.keys()) - explicit_fields:
            self._origins.table(f"{name}.{field}", cell)
        return variant

    def _edge(self) -> Edge:
        configured_edge = self._settings.edge
        if configured_edge is None:
            development = self._settings.tier is Tier.DEVELOPMENT
            edge: Edge = EdgeNone() if development else EdgeProxy()
        else:
            edge = configured_edge
        reason = (
            "dev has one gateway, on loopback" if edge.kind == "none" else "guide, Load Balancer Patterns"
        )
        explicit_fields = set() if configured_edge is None else configured_edge.model_fields_set
        if "edge.kind" in self._implied_keys:
            explicit_fields = explicit_fields - {"kind"}
        self._origins.fields("edge", edge, explicit_fields=explicit_fields, reasons={"kind": reason})
        return edge

    def _peer(self) -> Peer:
        peer = self._settings.peer
        self._origins.fields("peer", peer, explicit_fields=peer.model_fields_set)
        return peer

    def _choose(self, path: str, value: T | None, default: T, reason: str) -> T:
        if value is not None:
            self._origins.stack_file(path)
            return value
        self._origins.default(path, reason)
        return default

    def _list(self, path: str, values: tuple[T, ...]) -> tuple[T, ...]:
        if values:
            self._origins.stack_file(path)
        else:
            self._origins.default(path, "none")
        return values


def _sizes(cell: StoreCell) -> dict[str, int]:
    """Convert a cell's number of servers into the keys of its topology."""
    match cell.topology:
        case "primaryReplica":
            return {"replicas": cell.default - 1}
        case "replicaSet":
            return {"members": cell.default}
        case "sentinel":
            return {"members": cell.default, "sentinels": cell.default}
        case _:
            return {}


def resolve(
    settings: Settings,
    table: RecommendationTable,
    images: Images,
    *,
    stack: str,
    implied_keys: Collection[str] = (),
) -> Deployment:
    """Resolve a stack; `implied_keys` are the keys that the parser filled in."""
    return Resolver(settings, table, images, stack=stack, implied_keys=implied_keys).resolve()
