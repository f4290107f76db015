"""`promote`: makes a replica of PostgreSQL the primary, where `postgres.failover` is manual."""

from collections.abc import Sequence

from sorcha_infra.domain.names import physical
from sorcha_infra.operate.containers import reachable_engine
from sorcha_infra.operate.pulumi_cli import Pulumi
from sorcha_infra.operate.tell import OperatorError, say
from sorcha_infra.platforms.docker.engine import Engine, Found

_COMPONENT = "postgres"
_SCRIPT = "/sorcha/promote.sh"
_STOP_SECONDS = 120


def promote(stack: str, member: str) -> int:
    """Stops the old primary, promotes the member, and lets the others follow it.

    In this order: two members that take writes lose data. What the old primary had acknowledged and
    not sent is lost where it died; a stop sends all of it first.

    Raises:
        OperatorError: with what stands in the way and what to do.
    """
    installation = Pulumi(stack).setting("installation") or stack
    hand_over(reachable_engine(), installation, stack, member)
    return 0


def hand_over(engine: Engine, installation: str, stack: str, member: str) -> None:
    """What `promote` does, on this engine.

    Raises:
        OperatorError: with what stands in the way and what to do.
    """
    members = [one for one in engine.containers(installation) if one.component == _COMPONENT]
    chosen = _chosen(members, physical(installation, member))
    status, _ = engine.run(chosen.id, ["test", "-f", _SCRIPT])
    if status != 0:
        raise OperatorError(
            f"{member} is not promoted by hand",
            found="members that fail over by themselves (postgres.failover: automatic)",
            next_step=f"docker exec {chosen.name} patronictl switchover",
        )
    status, told = engine.run(chosen.id, ["bash", _SCRIPT, "ready"])
    if status != 0:
        raise OperatorError(
            f"{member} was not promoted, and nothing was stopped",
            found=told.strip(),
            next_step=f"docker logs {chosen.name} says why it does not follow; where the primary is to be "
            "given up with what only it holds, docker stop that first",
        )
    others = [one for one in members if one.id != chosen.id]
    for one in others:
        # A frozen one cannot be asked, and would take writes when it thaws.
        if one.paused or (one.running and _leads(engine, one)):
            say(f"{one.name} {'is frozen' if one.paused else 'leads'} and is stopped")
            engine.stop(one.name, _STOP_SECONDS)
    status, told = engine.run(chosen.id, ["bash", _SCRIPT])
    if status != 0:
        raise OperatorError(
            f"{member} was not promoted",
            found=told.strip(),
            next_step="mend that and repeat; a primary that was stopped starts again by: "
            f"pulumi up --refresh --stack {stack}",
        )
    say(told.strip())
    for one in others:
        # Each decides at its start whom it follows; one that led before rejoins.
        engine.restart(one.name, _STOP_SECONDS)
        say(f"{one.name} starts again and follows")


def _chosen(members: Sequence[Found], name: str) -> Found:
    for one in members:
        if one.name == name and one.running:
            return one
    running = ", ".join(one.name for one in members if one.running)
    raise OperatorError(
        f"{name} cannot be promoted",
        found="no such member runs; running are: " + (running or "none"),
        next_step="name a running replica as <role>-<ordinal>, such as postgres-1",
    )


def _leads(engine: Engine, one: Found) -> bool:
    status, _ = engine.run(one.id, ["bash", "-c", 'test ! -e "$PGDATA/standby.signal"'])
    return status == 0
