"""`promote`: makes a replica of PostgreSQL the primary, where `postgres.failover` is manual."""

from collections.abc import Sequence

from sorcha_infra.console import UserError, say
from sorcha_infra.domain.names import physical
from sorcha_infra.platforms.docker.engine import Engine, Found

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
    chosen = _chosen(members, physical(installation, member))
    status, _ = engine.run(chosen.id, ["test", "-f", _SCRIPT])
    if status != 0:
        raise UserError(
            f"{member} is not promoted by hand",
            found="members that fail over by themselves (postgres.failover: automatic)",
            next_step=f"docker exec {chosen.name} patronictl switchover",
        )
    status, output = engine.run(chosen.id, ["bash", _SCRIPT, "ready"])
    if status != 0:
        raise UserError(
            f"{member} was not promoted, and nothing was stopped",
            found=output.strip(),
            next_step=f"docker logs {chosen.name} says why it does not follow; where the primary is to be "
            "given up with what only it holds, docker stop that first",
        )
    others = [replica for replica in members if replica.id != chosen.id]
    for replica in others:
        # A frozen one cannot be asked, and would take writes when it thaws.
        if replica.paused or (replica.running and _leads(engine, replica)):
            say(f"{replica.name} {'is frozen' if replica.paused else 'leads'} and is stopped")
            engine.stop(replica.name, _STOP_SECONDS)
    status, output = engine.run(chosen.id, ["bash", _SCRIPT])
    if status != 0:
        raise UserError(
            f"{member} was not promoted",
            found=output.strip(),
            next_step="mend that and repeat; a primary that was stopped starts again by: "
            f"pulumi up --refresh --stack {stack}",
        )
    say(output.strip())
    for replica in others:
        # Each decides at its start whom it follows; one that led before rejoins.
        engine.restart(replica.name, _STOP_SECONDS)
        say(f"{replica.name} starts again and follows")


def _chosen(members: Sequence[Found], name: str) -> Found:
    for replica in members:
        if replica.name == name and replica.running:
            return replica
    running = ", ".join(replica.name for replica in members if replica.running)
    raise UserError(
        f"{name} cannot be promoted",
        found="no such member runs; running are: " + (running or "none"),
        next_step="name a running replica as <role>-<ordinal>, such as postgres-1",
    )


def _leads(engine: Engine, replica: Found) -> bool:
    status, _ = engine.run(replica.id, ["bash", "-c", 'test ! -e "$PGDATA/standby.signal"'])
    return status == 0
