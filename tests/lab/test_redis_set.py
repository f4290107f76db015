"""The scripts of the set of Redis decide as they should (ha-recipes §4.2); one story, in order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.lab.redis_set import RedisSet, redis_set
from tests.lab.store_lab import log, store_lab, wait_until

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisSet]:
    with store_lab() as lab, redis_set(lab) as servers:
        yield servers


def test_a_single_server_takes_keys(redis: RedisSet) -> None:
    """From here on, `grown` is what a dev stack had before it grew."""
    redis.start_single()
    wait_until("it is healthy", lambda: redis.healthy("redis-0"))
    assert redis.says("redis-0", "SET grown 1") == "OK"
    redis.containers["redis-0"].stop(timeout=30)
    redis.kill("redis-0")


def test_no_member_leads_without_a_majority_of_sentinels(redis: RedisSet) -> None:
    redis.start("sentinel-0", "redis-0")
    wait_until("it says what it waits for", lambda: "no majority" in log(redis.containers["redis-0"]))
    assert not redis.healthy("redis-0")
    assert redis.healthy("sentinel-0"), "the first start of the first one is excused"


def test_the_first_member_leads_where_no_sentinel_names_another(redis: RedisSet) -> None:
    redis.start("sentinel-1", "sentinel-2", "redis-1", "redis-2")
    redis.await_health()
    assert redis.master() == "redis-0"
    assert redis.says("redis-0", "GET grown") == "1"
    assert redis.says("redis-0", "SET kept 1") == "OK"
    assert redis.says("redis-0", "WAIT 2 5000") == "2"


def test_a_replica_may_go_and_a_second_may_not(redis: RedisSet) -> None:
    assert redis.before_delete("redis-0", "redis-1") == (0, "")
    redis.kill("redis-2")
    status, output = redis.before_delete("redis-0", "redis-1")
    assert status != 0
    assert "2 of the others must hold the data (found 1)" in output
    assert "docker start dev-redis-2" in output
    redis.start("redis-2")
    redis.await_health()


def test_the_master_hands_over_before_it_goes_and_keeps_nothing_to_itself(redis: RedisSet) -> None:
    status, output = redis.before_delete("redis-2", "redis-0")
    assert (status, output) == (0, "it was the master; redis-1 is the master now\n")
    assert redis.master() == "redis-1"
    assert "READONLY" in redis.says("redis-0", "SET x 1")
    assert redis.says("redis-1", "CONFIG GET replica-priority").split()[-1] == "100"
    assert redis.says("redis-1", "GET kept") == "1"


def test_a_master_that_comes_back_follows_its_successor(redis: RedisSet) -> None:
    redis.kill("redis-1")
    successor = redis.await_master(other_than="redis-1")
    redis.start("redis-1")
    redis.await_health()
    assert redis.master() == successor
    assert "READONLY" in redis.says("redis-1", "SET x 1")
    assert f"the Sentinels agree on {successor} as the master" in log(redis.containers["redis-1"])


def test_a_master_that_lost_its_data_leads_no_more(redis: RedisSet) -> None:
    """Back before the Sentinels miss it, it would be copied by those that still have all."""
    victim = redis.master()
    redis.patience(600_000)
    redis.lose_volume(victim)
    redis.start(victim)
    wait_until("it says what it waits for", lambda: "its data is missing" in log(redis.containers[victim]))
    redis.patience(5_000)
    redis.await_master(other_than=victim)
    redis.await_health()
    assert redis.says(victim, "GET kept") == "1"


def test_a_sentinel_that_lost_its_state_is_the_same_one(redis: RedisSet) -> None:
    """A new identity would count as one more voter permanently."""
    before = redis.says("sentinel-1", "SENTINEL MYID", port=26379)
    master = redis.master()
    redis.lose_volume("sentinel-1")
    redis.start("sentinel-1")
    redis.await_health()
    assert redis.says("sentinel-1", "SENTINEL MYID", port=26379) == before
    assert redis.master() == master
    assert "3 usable Sentinels" in redis.says("sentinel-0", "SENTINEL CKQUORUM mymaster", port=26379)


def test_what_a_sentinel_learned_outlives_its_container(redis: RedisSet) -> None:
    epoch = "sed -n 's/^sentinel config-epoch //p' /var/lib/sentinel/conf/sentinel.conf"
    before = redis.sourced("sentinel-0", epoch)
    assert before not in ("", "mymaster 0")
    redis.kill("sentinel-0")
    redis.start("sentinel-0")
    redis.await_health()
    assert redis.sourced("sentinel-0", epoch) == before


def test_one_sentinel_may_go_and_a_second_may_not(redis: RedisSet) -> None:
    assert redis.before_delete("sentinel-1", "sentinel-0") == (0, "")
    redis.kill("sentinel-2")
    status, output = redis.before_delete("sentinel-1", "sentinel-0")
    assert status != 0
    assert "docker start dev-sentinel-2" in output
    redis.start("sentinel-2")
    redis.await_health()


def test_another_password_is_refused_while_the_others_have_the_old_one(redis: RedisSet) -> None:
    redis.kill("sentinel-0")
    redis.change_password("a; ' @ % $ # & {new} one".replace(" ", "~"))
    redis.start("sentinel-0")
    container = redis.containers["sentinel-0"]
    assert container.wait(timeout=60)["StatusCode"] == 1
    assert "REFUSED: sorcha:redisPassword" in log(container)
    redis.kill("sentinel-0")


def test_all_stopped_at_once_come_back_with_the_same_master_and_data(redis: RedisSet) -> None:
    """In any order, and with the new password."""
    leader = redis.master()
    for name in list(redis.containers):
        redis.kill(name)
    redis.start("redis-2", "redis-0", "redis-1", "sentinel-2", "sentinel-1", "sentinel-0")
    redis.await_health()
    assert redis.await_master() == leader
    for name in redis.members:
        assert (redis.says(name, "GET kept"), redis.says(name, "GET grown")) == ("1", "1")


def test_a_single_server_refuses_the_data_of_one_of_them(redis: RedisSet) -> None:
    """Another member may have newer writes: `topology: single` would lose them."""
    for name in list(redis.containers):
        redis.kill(name)
    redis.start_single()
    container = redis.containers["redis-0"]
    assert container.wait(timeout=60)["StatusCode"] == 65
    assert "REFUSED" in log(container)
    assert "sorcha:deployment.redis.topology to sentinel" in log(container)
