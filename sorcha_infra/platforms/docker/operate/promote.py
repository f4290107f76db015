"""`promote`: makes a replica of PostgreSQL the primary, where `postgres.failover` is manual."""

from collections.abc import Sequence

from sorcha_infra.console import UserError, say
from sorcha_infra.domain.names import physical
from sorcha_infra.platforms.docker.engine import DockerObject, Engine

_COMPONENT = "postgres"
_SCRIPT = "/sorcha/promote.sh"
_STOP_SECONDS = 120


def hand_over(engine: Engine, installation: str, stack: str, member: str) -> None:
    """Stops the old primary, promotes the member, and lets the others follow it.

    In this order: two members that take writes lose data. What the old primary had acknowledged and
    not sent is lost where it died; a stop sends all of it first.

    Raises:
        UserError: with what stands in the way and what to do.
    """
    members = [replica for replica in engine.containers(installation) if replica.component == _COMPONENT]
    candidate = _candidate(members, physical(installation, member))
    status, _ = engine.run(candidate.id, ["test", "-f", _SCRIPT])
    if status != 0:
        raise UserError(
            f"{member} is not promoted by hand",
            finding="members that fail over by themselves (postgres.failover: automatic)",
            next_step=f"docker exec {candidate.name} patronictl switchover",
        )
    status, output = engine.run(candidate.id, ["bash", _SCRIPT, "ready"])
    if status != 0:
        raise UserError(
            f"{member} was not promoted, and nothing was stopped",
            finding=output.strip(),
            next_step=f"docker logs {candidate.name} says why it does not follow; where the primary is to be "
            "given up with what only it holds, docker stop that first",
        )
    peers = [replica for replica in members if replica.id != candidate.id]
    for replica in peers:
        # A frozen one cannot be asked, and would take writes when it thaws.
        if replica.is_paused or (replica.is_running and _leads(engine, replica)):
            say(f"{replica.name} {'is frozen' if replica.is_paused else 'leads'} and is stopped")
            engine.stop(replica.name, _STOP_SECONDS)
    status, output = engine.run(candidate.id, ["bash", _SCRIPT])
    if status != 0:
        raise UserError(
            f"{member} was not promoted",
            finding=output.strip(),
            next_step="mend that and repeat; a primary that was stopped starts again by: "
            f"pulumi up --refresh --stack {stack}",
        )
    say(output.strip())
    for replica in peers:
        # Each decides at its start whom it follows; one that led before rejoins.
        engine.restart(replica.name, _STOP_SECONDS)
        say(f"{replica.name} starts again and follows")


def _candidate(members: Sequence[DockerObject], name: str) -> DockerObject:
    for replica in members:
        if replica.name == name and replica.is_running:
            return replica
    running_names = ", ".join(replica.name for replica in members if replica.is_running)
    raise UserError(
        f"{name} cannot be promoted",
        finding="no such member runs; running are: " + (running_names or "none"),
        next_step="name a running replica as <role>-<ordinal>, such as postgres-1",
    )


def _leads(engine: Engine, replica: DockerObject) -> bool:
    status, _ = engine.run(replica.id, ["bash", "-c", 'test ! -e "$PGDATA/standby.signal"'])
    return status == 0
