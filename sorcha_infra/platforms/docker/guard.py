"""Hook before the deletion of a store's member: another member must confirm that the store can lose it.

The engine runs a script of the store in one of the members, so that a remote engine works like a
local one. A veto stops the update and changes nothing (provider-semantics §10). The hook is in the
state, so the first replacement after its addition runs without it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Protocol

import pulumi

from sorcha_infra import diagnostics
from sorcha_infra.console import UserError
from sorcha_infra.domain.names import LABEL_COMPONENT, LABEL_INSTALLATION, physical
from sorcha_infra.domain.services import FACTS
from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.platforms.docker.engine import DockerObject, Engine
from sorcha_infra.profiles.docker.kinds import labels

SCRIPT = "/sorcha/before-delete.sh"
"""Script in every guarded container.

Arguments: the member to be deleted, as `<role>-<ordinal>`, and `replace` or `remove`. MEMBERS_ON_ENGINE
in its environment has the names of all members of the component, separated by spaces, including those
that are down. If the member must stay, it exits with a status other than 0 and prints the reason: a
phrase after "because", optional lines of evidence, and a last line `fix: <command>`."""

_FIX = "fix: "
_DEFAULT_FIX = "start the members that are down, wait until they are healthy, then run the same command again"
"""For a script without a line of its own, such as one of an older deployment."""

_STORES = {
    "postgres": StoreName.POSTGRES,
    "etcd": StoreName.POSTGRES,
    "mongo": StoreName.MONGO,
    "redis": StoreName.REDIS,
    "sentinel": StoreName.REDIS,
}
"""Guarded component → its store."""


class VetoError(UserError):
    """A refusal to remove or replace a member, with the reason and the fix."""


class Members(Protocol):
    """Methods of an engine that the guard uses."""

    def containers(self, installation: str) -> Sequence[DockerObject]:
        """Return all containers of an installation."""
        ...

    def run(self, id_: str, command: Sequence[str], *, environment: Mapping[str, str]) -> tuple[int, str]:
        """Run a command in a container; its exit status and output."""
        ...


def guard(container_names: Collection[str], engine: Callable[[], Members] = Engine) -> pulumi.ResourceHook:
    """Return the hook; `container_names` are those that the program registered in this run."""

    def hook(args: pulumi.ResourceHookArgs) -> None:
        inputs = args.old_inputs
        if isinstance(inputs, Mapping):
            ask(engine(), inputs, args.name in container_names)

    return pulumi.ResourceHook("guard", hook)


def ask(engine: Members, inputs: Mapping[str, Any], replacement: bool) -> None:
    """Ask a remaining member about the deletion of another.

    Raises:
        VetoError: if the member must stay.
    """
    name = str(inputs["name"])
    container_labels = labels(inputs)
    installation, component = container_labels[LABEL_INSTALLATION], container_labels[LABEL_COMPONENT]
    containers = engine.containers(installation)
    if not any(_uses(container, installation, component) for container in containers):
        return  # no service needs the data any longer: the installation is being taken down
    running_members = [
        container for container in containers if container.is_running and container.component == component
    ]
    if not running_members:
        diagnostics.warn(name, f"no member of {component} is running, so none can be asked or take over")
        return
    peer = next((container for container in running_members if container.name != name), running_members[0])
    prefix = physical(installation, "")
    member = name.removeprefix(prefix)
    names = sorted(
        container.name.removeprefix(prefix) for container in containers if container.component == component
    )
    action = "replace" if replacement else "remove"
    environment = {"MEMBERS_ON_ENGINE": " ".join(names)}
    status, output = engine.run(peer.id, ["bash", SCRIPT, member, action], environment=environment)
    if status != 0:
        raise veto(name, action, output.strip() or f"{SCRIPT} ended with {status}")
    if output.strip():
        diagnostics.note(f"{name}: {output.strip()}")


def veto(name: str, action: str, output: str) -> VetoError:
    """Return the refusal that the output of a script describes."""
    reason, *lines = output.splitlines()
    fixes = [line.removeprefix(_FIX) for line in lines if line.startswith(_FIX)]
    return VetoError(
        name,
        f"was not {action}d, because {reason.removesuffix('.')}",
        details=tuple(line for line in lines if not line.startswith(_FIX)),
        fix=fixes[-1] if fixes else _DEFAULT_FIX,
    )


def _uses(container: DockerObject, installation: str, component: str) -> bool:
    """Whether a container is a service that uses the store; it is deleted before the store."""
    return any(
        container.name.startswith(physical(installation, f"{name}-"))
        for name, facts in FACTS.items()
        if _STORES[component] in facts.uses
    )
