"""Redis for tests: writers by the proxy, members and Sentinels by their addresses."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import cycle
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.exceptions import ReadOnlyError, RedisError, ResponseError
from redis.retry import Retry

from sorcha_infra.profiles.docker.addresses import AddressPlan
from tests.e2e.polling import wait_for
from tests.e2e.prod_small.probes import Probe
from tests.e2e.prod_small.writers import NotAWriterError, Writer

_NUMBERS = "e2e:writes"
_SERVICE = "mymaster"
_ONCE = Retry(NoBackoff(), 0)
"""No retries of the client, because the writers retry."""


class _Session:
    """Connection that adds numbers to a set."""

    def __init__(self, key: str, host: str, password: str, seconds: float) -> None:
        self._key = key
        self._client = redis.Redis(
            host=host,
            password=password,
            socket_timeout=seconds,
            socket_connect_timeout=seconds,
            retry=_ONCE,
            single_connection_client=True,
        )

    def write(self, number: int) -> None:
        """Add a number; a replica rejects it, and so does a master without replicas."""
        try:
            self._client.sadd(self._key, number)
        except ReadOnlyError as error:
            raise NotAWriterError from error
        except ResponseError as error:
            if str(error).startswith("NOREPLICAS"):
                raise NotAWriterError from error
            raise

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


class _WriterSession(_Session):
    """Connection through the endpoint; a replica counts as a failure, which needs a new connection."""

    def write(self, number: int) -> None:
        try:
            super().write(number)
        except NotAWriterError as error:
            raise ConnectionError("the endpoint led to a member that rejects writes") from error


class Redis:
    """Members, Sentinels and endpoint."""

    def __init__(self, plan: AddressPlan, password: str, members: int = 3, *, has_proxy: bool = True) -> None:
        """Without `has_proxy` there are no Sentinels, and the first member is the endpoint."""
        self.members = [f"redis-{ordinal}" for ordinal in range(members)]
        self.sentinels = [f"sentinel-{ordinal}" for ordinal in range(3 if has_proxy else 0)]
        first, proxy = plan.of("redis", 0), plan.of("proxy", 2)
        self._endpoints = [proxy] if has_proxy else [first, proxy]
        self._password = password
        self._addresses = {name: plan.of("redis", n) for n, name in enumerate(self.members)}
        self._addresses |= {name: plan.of("sentinel", n) for n, name in enumerate(self.sentinels)}

    def writer(self) -> Writer:
        """Writer through the endpoint of the services, with the five seconds of StackExchange.Redis."""
        hosts = cycle(self._endpoints)
        return Writer(
            "Redis", lambda: _WriterSession(_NUMBERS, next(hosts), self._password, 5.0), self.numbers
        )

    def numbers(self) -> set[int]:
        """Numbers that the writers stored."""
        for host in self._endpoints[:-1]:
            with suppress(RedisError):
                return self._numbers(host)
        return self._numbers(self._endpoints[-1])

    def _numbers(self, host: str) -> set[int]:
        return {int(number) for number in self._client(host, 6379).smembers(_NUMBERS)}

    def probe(self, inner_pids: Mapping[str, int] | None = None) -> Probe:
        """Probe of each member by its address."""

        def connect(name: str) -> Callable[[], _Session]:
            return lambda: _Session("e2e:probes", self._addresses[name], self._password, 1.0)

        return Probe({name: connect(name) for name in self.members}, inner_pids)

    def client(self, member: str) -> Any:
        """Client of one member or Sentinel."""
        port = 26379 if member in self.sentinels else 6379
        return self._client(self._addresses[member], port)

    def master(self) -> str:
        """Wait for the member that is master by its own report and a majority of Sentinels."""

        def look() -> str | None:
            addresses = [address for s in self.sentinels if (address := self._named_by(s))]
            for member in self.members:
                majority = addresses.count(self._addresses[member]) > len(self.sentinels) // 2
                if majority and self.role(member) == "master":
                    return member
            return None

        return wait_for("a master that the Sentinels agree on", look, 60)

    def role(self, member: str) -> str:
        """Role of a member: master, slave, or down."""
        try:
            return str(self.client(member).info("replication")["role"])
        except RedisError:
            return "down"

    def await_replicas(self, seconds: float = 60) -> None:
        """Wait until every other member follows the master, and the Sentinels list all of them."""

        def look() -> bool:
            info = self.client(self.master()).info("replication")
            online = [v for k, v in info.items() if k.startswith("slave") and isinstance(v, dict)]
            in_step = [v for v in online if v["state"] == "online" and v["lag"] <= 2]
            return len(in_step) == len(self.members) - 1 and all(self._sees_all(s) for s in self.sentinels)

        wait_for("replicas in step", look, seconds)

    def epoch(self) -> int:
        """Number of fail-overs that the Sentinels counted."""
        return max(int(self._facts(name)["config-epoch"]) for name in self.sentinels)

    def _facts(self, sentinel: str) -> dict[str, Any]:
        facts: dict[str, Any] = self.client(sentinel).sentinel_master(_SERVICE)
        return facts

    def _sees_all(self, sentinel: str) -> bool:
        facts = self._facts(sentinel)
        healthy = not (facts["is_sdown"] or facts["is_odown"])
        return healthy and facts["num-slaves"] >= len(self.members) - 1

    def _named_by(self, sentinel: str) -> str | None:
        try:
            address = self.client(sentinel).sentinel_get_master_addr_by_name(_SERVICE)
        except RedisError:
            return None
        return str(address[0]) if address else None

    def _client(self, host: str, port: int) -> Any:
        return redis.Redis(
            host=host,
            port=port,
            password=self._password,
            socket_timeout=5,
            socket_connect_timeout=2,
            decode_responses=True,
            retry=_ONCE,
        )
