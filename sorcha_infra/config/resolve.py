"""Joins a stack file and the table into one deployment in which every value knows its origin."""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

from sorcha_infra.config.images import Images
from sorcha_infra.config.settings import ServiceSettings, Settings
from sorcha_infra.config.table import Cell, Component, RecommendationTable
from sorcha_infra.domain.addresses import default_subnet
from sorcha_infra.domain.deployment import (
    Deployment,
    Edge,
    EdgeNone,
    EdgeProxy,
    Origin,
    OriginKind,
    Service,
    Services,
)
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.quantities import Resources
from sorcha_infra.domain.rules import ROOT
from sorcha_infra.domain.services import FACTS, Severity
from sorcha_infra.domain.stores import STORES
from sorcha_infra.domain.topology import Mongo, Postgres, Redis
from sorcha_infra.domain.vocabulary import ImageSource, ServiceName, StoreName, Tier

T = TypeVar("T")

_PRODUCTION_FACTOR = 2
"""Production runs at two to three times the minimum (contract §6.2)."""

_LEAST_LIMIT_CPUS = 1.0
"""A limit below one core makes .NET's start several times as long; the minimum is what a service
needs, not what it may use."""

_STORE_VARIANTS: dict[StoreName, TypeAdapter[Any]] = {
    StoreName.POSTGRES: TypeAdapter(Postgres),
    StoreName.MONGO: TypeAdapter(Mongo),
    StoreName.REDIS: TypeAdapter(Redis),
}


class Resolver:
    """Resolves one stack and keeps the origin of each value on the way."""

    def __init__(self, settings: Settings, table: RecommendationTable, images: Images, stack: str) -> None:
        self._settings = settings
        self._table = table
        self._images = images
        self._stack = stack
        self._origins: dict[str, Origin] = {}
        self._deviations: dict[str, str] = {}

    def resolve(self) -> Deployment:
        """The deployment."""
        settings = self._settings
        installation = self._given("installation", settings.installation, self._stack, "the stack's name")
        source = self._given(
            "images.source",
            settings.images.source if settings.images else None,
            ImageSource.PUBLISHED,
            "images are published ones",
        )
        self._origin("tier", OriginKind.STACK_FILE, "")
        self._origin("platform", OriginKind.STACK_FILE, "")
        edge = self._edge()
        port = edge.port if isinstance(edge, EdgeNone) else 443
        images = self._images.of(source)
        return Deployment(
            tier=settings.tier,
            platform=settings.platform,
            installation=installation,
            public_url=self._given(
                "publicUrl", settings.public_url, f"http://localhost:{port}", "the published port"
            ),
            services=self._services(images.services),
            postgres=self._store(StoreName.POSTGRES, settings.postgres),
            mongo=self._store(StoreName.MONGO, settings.mongo),
            redis=self._store(StoreName.REDIS, settings.redis),
            edge=edge,
            subnet=self._given(
                "network.subnet",
                settings.network.subnet,
                default_subnet(installation),
                "by the installation's name",
            ),
            image_source=source,
            store_images={
                name: getattr(getattr(settings, name), "image", None) or images.stores[name]
                for name in StoreName
            },
            docker_hosts=settings.docker.hosts,
            peer=settings.peer,
            accept=settings.accept,
            deviations=self._deviations,
            origins=self._origins,
        )

    def _services(self, images: Mapping[ServiceName, str]) -> Services:
        pools: dict[str, Service] = {}
        for name in ServiceName:
            if name is not ServiceName.UI:
                pools[name] = self._service(name, images[name], self._cell(name))
        # The guide's table omits the UI, yet `/` and `/app` are only as available as it is.
        pools[ServiceName.UI] = self._service(
            ServiceName.UI,
            images[ServiceName.UI],
            Cell(
                guide="(not in the guide's table)",
                min=1,
                default=pools[ServiceName.GATEWAY].replicas,
                source="as many as gateways (contract §5, row 20)",
            ),
        )
        return Services.model_validate(pools)

    def _service(self, name: ServiceName, image: str, cell: Cell) -> Service:
        given = getattr(self._settings.services, "register_" if name is ServiceName.REGISTER else name)
        asked = given if isinstance(given, ServiceSettings) else ServiceSettings()
        path = f"services.{name}"
        replicas = self._from_table(f"{path}.replicas", asked.replicas, cell.default, cell)
        return Service(
            name=name,
            replicas=replicas,
            image=self._given(f"{path}.image", asked.image, image, "stacks/images.yaml"),
            resources=self._given(
                f"{path}.resources", asked.resources, self._service_limits(name), "contract §6.2"
            ),
        )

    def _service_limits(self, name: ServiceName) -> Resources:
        facts = FACTS[name]
        # The register's event loop takes all it is given (verified §g): it gets its minimum.
        floor = facts.minimum_cpus if name is ServiceName.REGISTER else _LEAST_LIMIT_CPUS
        return self._limits(facts.minimum_cpus, facts.minimum_memory_mib, floor)

    def _limits(self, cpus: float, memory_mib: int, floor: float) -> Resources:
        factor = 1 if self._settings.tier is Tier.DEVELOPMENT else _PRODUCTION_FACTOR
        return Resources(cpus=max(floor, cpus * factor), memory_mib=memory_mib * factor)

    def _store(self, name: StoreName, given: Any) -> Any:  # noqa: ANN401 - one of three unions
        cell = self._cell(name)
        asked = {} if given is None else given.model_dump(exclude_unset=True)
        asked.setdefault("topology", cell.topology)
        from_table = asked["topology"] == cell.topology
        path = f"{name}.topology"
        if given is None or from_table:
            self._table_origin(path, cell)
        else:
            self._origin(path, OriginKind.STACK_FILE, "")
        if from_table:
            for field, value in _sizes(cell).items():
                if field not in asked:
                    asked[field] = value
                    self._table_origin(f"{name}.{field}", cell)
        if asked["topology"] != "managed" and asked.get("resources") is None:
            facts = STORES[name]
            asked["resources"] = self._limits(facts.minimum_cpus, facts.minimum_memory_mib, _LEAST_LIMIT_CPUS)
            self._origin(f"{name}.resources", OriginKind.DEFAULT, "contract §6.2")
        return _STORE_VARIANTS[name].validate_python(asked, strict=False)

    def _edge(self) -> Edge:
        given = self._settings.edge
        if given is not None:
            self._origin("edge.kind", OriginKind.STACK_FILE, "")
            return cast(Edge, given)
        if self._settings.tier is Tier.DEVELOPMENT:
            self._origin("edge.kind", OriginKind.DEFAULT, "dev has one gateway, on loopback")
            return EdgeNone()
        self._origin("edge.kind", OriginKind.DEFAULT, "guide, Load Balancer Patterns")
        return EdgeProxy()

    def _cell(self, name: ServiceName | StoreName) -> Cell:
        return self._table.cell(Component(name), self._settings.tier)

    def _given(self, path: str, given: T | None, default: T, why: str) -> T:
        if given is not None:
            self._origin(path, OriginKind.STACK_FILE, "")
            return given
        self._origin(path, OriginKind.DEFAULT, why)
        return default

    def _from_table(self, path: str, given: int | None, default: int, cell: Cell) -> int:
        if given is not None:
            self._origin(path, OriginKind.STACK_FILE, f"the table says {default}")
            return given
        self._table_origin(path, cell)
        return default

    def _table_origin(self, path: str, cell: Cell) -> None:
        self._origin(path, OriginKind.TABLE, f"{cell.guide!r} ({cell.source})")
        if cell.deviation is not None:
            self._deviations[path] = f"the guide says {cell.guide!r}: {cell.deviation}"

    def _origin(self, path: str, kind: OriginKind, detail: str) -> None:
        self._origins[path] = Origin(kind=kind, detail=detail)


def _sizes(cell: Cell) -> dict[str, int]:
    """A cell's count of servers in the words of its topology."""
    match cell.topology:
        case "primaryReplica":
            return {"replicas": cell.default - 1}
        case "replicaSet":
            return {"members": cell.default}
        case "sentinel":
            return {"members": cell.default, "sentinels": cell.default}
        case _:
            return {}


def below_the_table(deployment: Deployment, table: RecommendationTable) -> list[Problem]:
    """Pools smaller than the tier's cell: allowed, and the preview says what is lost."""
    found = []
    for component in Component:
        if component in set(StoreName):
            continue
        cell = table.cell(component, deployment.tier)
        path = f"services.{component}.replicas"
        replicas = deployment.services.of(ServiceName(component)).replicas
        if replicas < cell.min and path not in deployment.deviations:
            found.append(
                Problem(
                    path=f"{ROOT}.{path}",
                    message=f"{replicas} where the guide recommends {cell.guide!r}: the loss of "
                    f"one leaves {replicas - 1}; with it goes "
                    f"{FACTS[ServiceName(component)].lost_with_it}",
                    severity=Severity.WARN,
                )
            )
    return found


def resolve(settings: Settings, table: RecommendationTable, images: Images, stack: str) -> Deployment:
    """The deployment of a stack."""
    return Resolver(settings, table, images, stack).resolve()
