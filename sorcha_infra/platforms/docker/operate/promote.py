"""Promotion of a PostgreSQL replica to primary, for `postgres.failover: manual`."""

from collections.abc import Sequence

from sorcha_infra.console import UserError, say
from sorcha_infra.domain.names import physical
from sorcha_infra.platforms.docker.engine import DockerObject, Engine

_COMPONENT = "postgres"
_SCRIPT = "/sorcha/promote.sh"
_STOP_SECONDS = 120


def hand_over(engine: Engine, installation: str, stack: str, member: str) -> None:
    """Stop the old primary, promote the member, and restart the others as its replicas.

    The order matters, because two members that accept writes lose data. Acknowledged writes that the
    old primary had not sent are lost if it died. A graceful stop sends them first.

    Raises:
        UserError: if the member cannot be promoted.
    """
    members = [replica for replica in engine.containers(installation) if replica.component == _COMPONENT]
    candidate = _candidate(members, physical(installation, member))
    status, _ = engine.run(candidate.id, ["test", "-f", _SCRIPT])
    if status != 0:
        raise UserError(
            member,
            "is not promoted by this command, because postgres.failover is automatic",
            fix=f"docker exec {candidate.name} patronictl switchover",
        )
    status, output = engine.run(candidate.id, ["bash", _SCRIPT, "ready"])
    if status != 0:
        raise UserError(
            member,
            "was not promoted, and nothing was stopped",
            details=(output.strip(),),
            fix=f"read the reason in docker logs {candidate.name}. To abandon the primary and any data "
            "that only it has, stop it first: docker stop <primary>",
        )
    peers = [replica for replica in members if replica.id != candidate.id]
    for replica in peers:
        # A paused member does not answer, and would accept writes when it continues.
        if replica.is_paused or (replica.is_running and _leads(engine, replica)):
            say(f"{replica.name}: {'is paused' if replica.is_paused else 'is the primary'}; stopping it")
            engine.stop(replica.name, _STOP_SECONDS)
    status, output = engine.run(candidate.id, ["bash", _SCRIPT])
    if status != 0:
        raise UserError(
            member,
            "was not promoted",
            details=(output.strip(),),
            fix="fix the cause and repeat. To restart a stopped primary: "
            f"pulumi up --refresh --stack {stack}",
        )
    say(output.strip())
    for replica in peers:
        # Each member finds the primary at its start; a former primary rejoins.
        engine.restart(replica.name, _STOP_SECONDS)
        say(f"{replica.name}: restarted as a replica")


def _candidate(members: Sequence[DockerObject], name: str) -> DockerObject:
    for replica in members:
        if replica.name == name and replica.is_running:
            return replica
    running_names = ", ".join(replica.name for replica in members if replica.is_running)
    raise UserError(
        name,
        f"is not a running member (running: {running_names or 'none'})",
        expected="a running replica as <role>-<ordinal>, such as postgres-1",
        fix="repeat with the name of a running replica",
    )


def _leads(engine: Engine, replica: DockerObject) -> bool:
    status, _ = engine.run(replica.id, ["bash", "-c", 'test ! -e "$PGDATA/standby.signal"'])
    return status == 0
