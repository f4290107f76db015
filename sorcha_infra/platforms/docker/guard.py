"""Before a member of a store is deleted: the others are asked whether they can do without it.

What a store's members answer is a script of theirs, run by the engine in one of them, so that a
remote engine works like a local one. A veto stops the update with nothing touched
(provider-semantics §10). The hook lives in the state: the first replacement after it was added
runs without it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Protocol

import pulumi

from sorcha_infra.domain.names import LABEL_COMPONENT, LABEL_INSTALLATION, physical
from sorcha_infra.domain.services import FACTS
from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.platforms.docker.engine import DockerObject, Engine
from sorcha_infra.profiles.docker.kinds import labels

SCRIPT = "/sorcha/before-delete.sh"
"""In every guarded container. Arguments: the member to be deleted, as `<role>-<ordinal>`, and
`replace` or `remove`. MEMBERS_ON_ENGINE in its environment names those of its component, with spaces
between, also those that are down. Says why not and exits with another status than 0 where it must stay."""


_STORES = {
    "postgres": StoreName.POSTGRES,
    "etcd": StoreName.POSTGRES,
    "mongo": StoreName.MONGO,
    "redis": StoreName.REDIS,
    "sentinel": StoreName.REDIS,
}
"""Guarded components, and the store that each is a part of."""


class VetoError(Exception):
    """The member must stay; the message says why, and what to do."""


class Members(Protocol):
    """What the guard asks of an engine."""

    def containers(self, installation: str) -> Sequence[DockerObject]:
        """All containers of an installation."""
        ...

    def run(self, id_: str, command: Sequence[str], *, environment: Mapping[str, str]) -> tuple[int, str]:
        """Exit status and words of a command in a container."""
        ...


def guard(container_names: Collection[str], engine: Callable[[], Members] = Engine) -> pulumi.ResourceHook:
    """The hook; `container_names` are those that the program registered in this run."""

    def hook(args: pulumi.ResourceHookArgs) -> None:
        inputs = args.old_inputs
        if isinstance(inputs, Mapping):
            ask(engine(), inputs, args.name in container_names)

    return pulumi.ResourceHook("guard", hook)


def ask(engine: Members, inputs: Mapping[str, Any], replacement: bool) -> None:
    """Asks the members beside the one that goes.

    Raises:
        VetoError: where it must stay.
    """
    name = str(inputs["name"])
    container_labels = labels(inputs)
    installation, component = container_labels[LABEL_INSTALLATION], container_labels[LABEL_COMPONENT]
    containers = engine.containers(installation)
    if not any(_uses(container, installation, component) for container in containers):
        return  # nobody is left who needs the data: the installation is being taken down
    running_members = [
        container for container in containers if container.is_running and container.component == component
    ]
    if not running_members:
        pulumi.log.warn(f"{name}: no member of {component} runs; nothing can be asked or handed over")
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
        raise VetoError(f"{name} stays as it is: {output.strip() or f'{SCRIPT} ended with {status}'}")
    if output.strip():
        pulumi.log.info(f"{name}: {output.strip()}")


def _uses(container: DockerObject, installation: str, component: str) -> bool:
    """Whether it is a service on top of the store: it goes first when all goes, others may not."""
    return any(
        container.name.startswith(physical(installation, f"{name}-"))
        for name, facts in FACTS.items()
        if _STORES[component] in facts.uses
    )
