"""A set of Redis and Sentinels, as the engine is asked for it."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sorcha_infra.domain.secrets import SECRETS, SecretName
from sorcha_infra.platforms.docker import files
from sorcha_infra.platforms.docker.redis import proxy
from tests.harness import Plan, Secret, render
from tests.harness.plan import CONTAINER, VOLUME, Resource


@pytest.fixture(scope="module")
def plan() -> Plan:
    return render("dev", {"redis": {"topology": "sentinel"}})


def _files(container: Resource) -> dict[str, str]:
    """Path → content of what it is given."""
    return {
        file["file"]: file["content"].value if isinstance(file["content"], Secret) else file["content"]
        for file in container.raw["uploads"]
    }


def _environment(container: Resource) -> dict[str, str]:
    return dict(entry.split("=", 1) for entry in container.inputs["envs"])


def _members(plan: Plan) -> tuple[Resource, ...]:
    return (*plan.pool("sentinel"), *plan.pool("redis"))


def _haproxy(plan: Plan) -> str:
    return _files(plan.named("redis-proxy-settings"))["/sorcha/settings/haproxy.cfg"]


def test_a_dev_stack_grows_on_the_same_volume_and_address(plan: Plan, dev: Plan) -> None:
    """Another name, or another place in the tree, would ask to delete the data (decisions.md)."""
    before, after = (case.named("redis-0", VOLUME) for case in (dev, plan))
    assert (before.urn, before.inputs["name"]) == (after.urn, after.inputs["name"])
    networks = [
        case.named("redis-0", CONTAINER).inputs["networksAdvanced"][0]["ipv4Address"] for case in (dev, plan)
    ]
    assert networks[0] == networks[1]
    # and the member with this data is the master if no Sentinel names one
    assert {container.inputs["command"][1] for container in plan.pool("sentinel")} == {"redis-0"}


def test_the_sentinels_start_before_the_members_that_ask_them(plan: Plan) -> None:
    sentinels = {container.name for container in plan.pool("sentinel")}
    assert len(sentinels) == 3
    for container in plan.pool("redis"):
        assert sentinels <= plan.before(container.name)
    assert {container.name for container in _members(plan)} <= plan.before("redis-proxy-0")
    assert "redis-proxy-0" in plan.before("tenant-0")


def test_no_member_is_addressed_by_name(plan: Plan) -> None:
    """Docker's name server drops a stopped container, and a Sentinel that asks it blocks (§4.2)."""
    addresses = {
        container.name: container.inputs["networksAdvanced"][0]["ipv4Address"] for container in _members(plan)
    }
    for container in _members(plan):
        environment = _environment(container)
        member_addresses = dict(
            entry.split("=")
            for entry in f"{environment['REDIS_MEMBERS']} {environment['REDIS_SENTINELS']}".split()
        )
        assert member_addresses == addresses
    for container in plan.pool("redis"):
        assert (
            f"replica-announce-ip {addresses[container.name]}\n"
            in _files(container)["/etc/sorcha/conf/redis.conf"]
        )
    servers = re.findall(r"^  server (\S+) (\S+):6379$", _haproxy(plan), re.MULTILINE)
    assert dict(servers) == {container.name: addresses[container.name] for container in plan.pool("redis")}


def test_each_member_is_guarded(plan: Plan) -> None:
    for container in _members(plan):
        assert container.hooks["before_delete"], container.name
        assert "/sorcha/before-delete.sh" in _files(container)


def test_every_script_that_is_sourced_is_there(plan: Plan) -> None:
    for container in _members(plan):
        files = _files(container)
        scripts = {path for text in files.values() for path in re.findall(r"^\. (\S+)$", text, re.MULTILINE)}
        assert scripts <= files.keys()
        assert scripts


def test_the_settings_of_a_single_server_hold_in_the_set(plan: Plan, dev: Plan) -> None:
    single = _files(dev.named("redis-0", CONTAINER))["/etc/sorcha/conf/redis.conf"].split("\n")
    for container in plan.pool("redis"):
        assert set(single) <= set(_files(container)["/etc/sorcha/conf/redis.conf"].split("\n"))


@pytest.mark.parametrize(("members", "replicas"), [(2, 1), (3, 1), (4, 2), (5, 2)])
def test_who_takes_writes_has_a_majority_and_who_has_one_is_followed(members: int, replicas: int) -> None:
    """Two masters at once, each with some of the replicas, can never both have as many."""
    assert 2 * (replicas + 1) > members
    plan = render("dev", {"redis": {"topology": "sentinel", "members": members}})
    for container in plan.pool("redis"):
        assert f"min-replicas-to-write {replicas}\n" in _files(container)["/etc/sorcha/conf/redis.conf"]
    [rule] = re.findall(r"rstring (.*)$", _haproxy(plan), re.MULTILINE)
    for good in range(members):
        info = f"role:master\r\nconnected_slaves:{members - 1}\r\nmin_slaves_good_slaves:{good}\r\n"
        pattern = rule.replace("[[:space:]]", r"\s")
        assert bool(re.search(pattern, info)) is (good >= replicas)
        assert not re.search(pattern, info.replace("master", "slave"))


@pytest.mark.parametrize("password", ["a; ' @ % $ # {x}!&|`\\n", "ENOUGH SERVERS PORT AUTHENTICATE", "péché"])
def test_no_password_needs_quotes_in_the_proxy(password: str) -> None:
    text = proxy.configuration(["10.0.0.30", "10.0.0.31"]).render(password)
    [payload] = re.findall(r"send-binary ([0-9a-f]+)$", text, re.MULTILINE)
    word = password.encode()
    assert bytes.fromhex(payload) == b"*2\r\n$4\r\nAUTH\r\n$%d\r\n%s\r\n" % (len(word), word)
    assert password not in text


def test_what_the_scripts_cannot_quote_is_forbidden() -> None:
    """They write the password between double quotes."""
    assert set('"\\\r\n\0') <= set(SECRETS[SecretName.REDIS].forbidden_characters)


def test_the_state_of_a_sentinel_outlives_its_container(plan: Plan) -> None:
    """One that forgot its votes could vote twice (§4.2)."""
    for container in plan.pool("sentinel"):
        volumes: list[Any] = container.inputs["volumes"]
        assert volumes == [{"containerPath": "/var/lib/sentinel", "volumeName": container.inputs["name"]}]


_SENTINELS = "sentinel-0=10.0.0.36 sentinel-1=10.0.0.37 sentinel-2=10.0.0.38"


def _bash(script: str, **environment: str) -> str:
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script, "script", "sentinel-0", "redis-0"],
        env={"PATH": os.environ["PATH"], "REDIS_PORT": "6379", "SENTINEL_PORT": "26379", **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    ).stdout


def test_a_sentinel_that_is_silent_hides_no_refusal_of_the_others() -> None:
    """An empty answer counted as a success, and the master was then ordered to follow itself."""
    output = _bash(
        files.read("redis/hand-over.sh")
        + """
name_of() { echo "$1"; }
await() { "${@:2}"; }
caught_up() { true; }
agreed_master() { echo 10.0.0.30; }
ask() {
  echo "$*" >&2
  case $1 in 10.0.0.30) echo OK ;; 10.0.0.38) ;; *) echo '-NOGOODSLAVE No suitable replica' ;; esac
}
hand_over 10.0.0.30 && echo moved || true
""",
        REDIS_SENTINELS=_SENTINELS,
        REDIS_SET="mymaster",
    )
    assert output == "-NOGOODSLAVE No suitable replica\n"


def test_a_password_that_redis_spells_otherwise_is_the_same_one(tmp_path: Path) -> None:
    """A Sentinel wrote its file anew, and refused its own password at every later start (measured)."""
    (tmp_path / "conf").mkdir()
    (tmp_path / "password").write_text("p\u00e9ch\u00e9;'@%$")
    (tmp_path / "conf" / "sentinel.conf").write_text('requirepass "p\\xc3\\xa9ch\\xc3\\xa9;\'@%$"\n')
    (tmp_path / "set.sh").write_text(files.read("redis/set.sh"))
    script = (
        files.read("redis/start-sentinel.sh")
        .replace("/var/lib/sentinel/conf", f"{tmp_path}/conf")
        .replace("/etc/sorcha/password", f"{tmp_path}/password")
        .replace("/sorcha/set.sh", f"{tmp_path}/set.sh")
        .replace("\nexec docker-entrypoint.sh", "\necho")
    )
    output = _bash(
        # All others take whatever they are asked with.
        "install() { :; }; chown() { :; }; timeout() { printf 'OK\\nPONG\\n'; };" + script,
        INSTALLATION="here",
        REDIS_SET="mymaster",
        REDIS_SENTINELS=_SENTINELS,
        REDIS_MEMBERS="redis-0=10.0.0.30",
    )
    assert output == f"redis-server {tmp_path}/conf/sentinel.conf --sentinel\n"


@pytest.mark.parametrize(
    ("members", "containers", "counts", "choice", "expected"),
    [
        (5, 3, "2 2 2", "most", 3),  # it grows from three
        (3, 2, "1 1 1", "most", 2),  # from two
        (5, 5, "4 4 4", "most", 5),
        (3, 3, "0 0 0", "most", 3),  # it has just begun, and the Sentinels look every 10 s
        (3, 2, "2 0 2", "most", 3),  # one was removed by hand
        (3, 5, "4 4 4", "most", 3),  # it shrinks
        (3, 0, "", "most", 3),  # unknown
        (5, 3, "4 2 2", "fewest", 3),  # the first of three Sentinels has the list of five
        (5, 5, "4 4 4 4 0", "fewest", 5),
    ],
)
def test_a_set_that_grows_is_judged_by_those_that_are_there(
    members: int, containers: int, counts: str, choice: str, expected: int
) -> None:
    """A majority of all planned members never exists: the roll blocked permanently (measured)."""
    output = _bash(
        files.read("redis/set.sh")
        + """
of_master() { printf '%s\\n' $KNOWN; }
those_there "$LIST" "$EXISTING" "$WHICH" field
""",
        LIST=" ".join(f"redis-{n}=10.0.0.3{n}" for n in range(members)),
        EXISTING=" ".join(f"redis-{n}" for n in range(containers)),
        KNOWN=counts,
        WHICH=choice,
    )
    assert output == f"{expected}\n"
