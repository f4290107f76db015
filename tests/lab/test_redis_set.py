"""The scripts of the set of Redis decide as they should (ha-recipes §4.2); one story, in order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.lab.redis_set import RedisSet, redis_set
from tests.lab.store_lab import log, store_lab, wait_until

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def found() -> Iterator[RedisSet]:
    with store_lab() as lab, redis_set(lab) as made:
        yield made


def test_a_single_server_takes_keys(found: RedisSet) -> None:
    """From here on, `grown` is what a dev stack had before it grew."""
    found.start_single()
    wait_until("it is healthy", lambda: found.healthy("redis-0"))
    assert found.says("redis-0", "SET grown 1") == "OK"
    found.running["redis-0"].stop(timeout=30)
    found.kill("redis-0")


def test_nobody_leads_without_a_majority_of_sentinels(found: RedisSet) -> None:
    found.start("sentinel-0", "redis-0")
    wait_until("it says what it waits for", lambda: "no majority" in log(found.running["redis-0"]))
    assert not found.healthy("redis-0")
    assert found.healthy("sentinel-0"), "the first start of the first one is excused"


def test_the_first_member_leads_where_nobody_knows_better(found: RedisSet) -> None:
    found.start("sentinel-1", "sentinel-2", "redis-1", "redis-2")
    found.await_health()
    assert found.master() == "redis-0"
    assert found.says("redis-0", "GET grown") == "1"
    assert found.says("redis-0", "SET kept 1") == "OK"
    assert found.says("redis-0", "WAIT 2 5000") == "2"


def test_a_replica_may_go_and_a_second_may_not(found: RedisSet) -> None:
    assert found.before_delete("redis-0", "redis-1") == (0, "")
    found.kill("redis-2")
    status, said = found.before_delete("redis-0", "redis-1")
    assert status != 0
    assert "2 of the others must hold the data; found 1" in said
    assert "docker start dev-redis-2" in said
    found.start("redis-2")
    found.await_health()


def test_the_master_hands_over_before_it_goes_and_keeps_nothing_to_itself(found: RedisSet) -> None:
    status, said = found.before_delete("redis-2", "redis-0")
    assert (status, said) == (0, "it led; redis-1 leads now\n")
    assert found.master() == "redis-1"
    assert "READONLY" in found.says("redis-0", "SET x 1")
    assert found.says("redis-1", "CONFIG GET replica-priority").split()[-1] == "100"
    assert found.says("redis-1", "GET kept") == "1"


def test_a_master_that_comes_back_follows_its_successor(found: RedisSet) -> None:
    found.kill("redis-1")
    successor = found.await_master(other_than="redis-1")
    found.start("redis-1")
    found.await_health()
    assert found.master() == successor
    assert "READONLY" in found.says("redis-1", "SET x 1")
    assert f"the Sentinels agree on {successor} as the master" in log(found.running["redis-1"])


def test_a_master_that_lost_its_data_leads_no_more(found: RedisSet) -> None:
    """Back before the Sentinels miss it, it would be copied by those that still have all."""
    lost = found.master()
    found.patience(600_000)
    found.lose_volume(lost)
    found.start(lost)
    wait_until("it says what it waits for", lambda: "my data are gone" in log(found.running[lost]))
    found.patience(5_000)
    found.await_master(other_than=lost)
    found.await_health()
    assert found.says(lost, "GET kept") == "1"


def test_a_sentinel_that_lost_its_state_is_the_same_one(found: RedisSet) -> None:
    """A new identity would count as one more voter for ever."""
    before = found.says("sentinel-1", "SENTINEL MYID", port=26379)
    master = found.master()
    found.lose_volume("sentinel-1")
    found.start("sentinel-1")
    found.await_health()
    assert found.says("sentinel-1", "SENTINEL MYID", port=26379) == before
    assert found.master() == master
    assert "3 usable Sentinels" in found.says("sentinel-0", "SENTINEL CKQUORUM mymaster", port=26379)


def test_what_a_sentinel_learned_outlives_its_container(found: RedisSet) -> None:
    epoch = "sed -n 's/^sentinel config-epoch //p' /var/lib/sentinel/conf/sentinel.conf"
    before = found.sourced("sentinel-0", epoch)
    assert before not in ("", "mymaster 0")
    found.kill("sentinel-0")
    found.start("sentinel-0")
    found.await_health()
    assert found.sourced("sentinel-0", epoch) == before


def test_one_sentinel_may_go_and_a_second_may_not(found: RedisSet) -> None:
    assert found.before_delete("sentinel-1", "sentinel-0") == (0, "")
    found.kill("sentinel-2")
    status, said = found.before_delete("sentinel-1", "sentinel-0")
    assert status != 0
    assert "docker start dev-sentinel-2" in said
    found.start("sentinel-2")
    found.await_health()


def test_another_password_is_refused_while_the_others_have_the_old_one(found: RedisSet) -> None:
    found.kill("sentinel-0")
    found.change_password("a; ' @ % $ # & {new} one".replace(" ", "~"))
    found.start("sentinel-0")
    refused = found.running["sentinel-0"]
    assert refused.wait(timeout=60)["StatusCode"] == 1
    assert "REFUSED: sorcha:redisPassword" in log(refused)
    found.kill("sentinel-0")


def test_all_stopped_at_once_come_back_with_the_same_master_and_data(found: RedisSet) -> None:
    """In any order, and with the new password."""
    leader = found.master()
    for name in list(found.running):
        found.kill(name)
    found.start("redis-2", "redis-0", "redis-1", "sentinel-2", "sentinel-1", "sentinel-0")
    found.await_health()
    assert found.await_master() == leader
    for name in found.members:
        assert (found.says(name, "GET kept"), found.says(name, "GET grown")) == ("1", "1")


def test_a_single_server_refuses_the_data_of_one_of_them(found: RedisSet) -> None:
    """Another member may have newer writes: `topology: single` would lose them."""
    for name in list(found.running):
        found.kill(name)
    found.start_single()
    refused = found.running["redis-0"]
    assert refused.wait(timeout=60)["StatusCode"] == 65
    assert "REFUSED" in log(refused)
    assert "sorcha:deployment.redis.topology to sentinel" in log(refused)
