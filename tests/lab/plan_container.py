"""A container of a rendered plan, made by hand, with what the platform would ask the engine for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docker.models.containers import Container

from sorcha_infra.domain.names import LABEL_INSTALLATION
from tests.harness import Plan
from tests.harness.plan import CONTAINER
from tests.lab.store_lab import StoreLab, Upload


def create_container(
    lab: StoreLab, plan: Plan, name: str, volumes: Mapping[str, str], network: Any
) -> Container:
    """It has its address and is not started; `volumes` are names on the engine by those of the plan.

    For the operator's commands the lab's prefix is its installation.
    """
    inputs = plan.named(name, CONTAINER).revealed
    labels = {label["label"]: label["value"] for label in inputs["labels"]}
    container = lab.create(
        inputs["image"].removeprefix("id of "),
        inputs.get("command", ()),
        entrypoint=inputs.get("entrypoints"),
        environment=dict(entry.split("=", 1) for entry in inputs["envs"]),
        files={
            file["file"]: Upload(
                file["content"],
                int(file["permissions"], 8),
                int(file.get("owner", 0)),
                int(file.get("group", 0)),
            )
            for file in inputs["uploads"]
        },
        name=name,
        labels={**labels, LABEL_INSTALLATION: lab.prefix},
        volumes={mount["containerPath"]: volumes[mount["volumeName"]] for mount in inputs.get("volumes", ())},
    )
    [place] = inputs["networksAdvanced"]
    network.connect(container, ipv4_address=place.get("ipv4Address"))
    return container
