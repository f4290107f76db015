"""Compose file that is equivalent to a rendered plan: the reference of the benchmark.

It is generated from the same plan, so images, settings, health checks, limits and order are equal. A
job counts when it has ended, because `--wait` treats a lingering job as a service.
"""

import re
from collections.abc import Mapping
from typing import Any

from tests.harness.plan import CONTAINER, IMAGE, NETWORK, VOLUME, Plan, Resource


def compose(plan: Plan, name: str) -> dict[str, Any]:
    """Compose file as data, including the secrets."""
    volumes = [volume.revealed["name"] for volume in plan.of(VOLUME)]
    file: dict[str, Any] = {
        "name": name,
        "services": {},
        "configs": {},
        "volumes": {volume: {"name": f"{name}-{volume}"} for volume in volumes},
        "networks": {"inside": _network(plan.of(NETWORK)[0])},
    }
    for resource in plan.containers:
        file["services"][resource.name] = _service(plan, resource, file["configs"])
    return file


def _network(network: Resource) -> dict[str, Any]:
    (ipam,) = network.revealed["ipamConfigs"]
    pool = {"subnet": ipam["subnet"], "gateway": ipam["gateway"], "ip_range": ipam["ipRange"]}
    return {"ipam": {"config": [pool]}}


def _service(plan: Plan, resource: Resource, configs: dict[str, Any]) -> dict[str, Any]:
    inputs = resource.revealed
    (network,) = inputs["networksAdvanced"]
    health = inputs["healthcheck"]
    service: dict[str, Any] = {
        "image": _image(plan, resource),
        "hostname": inputs["hostname"],
        "environment": dict(entry.split("=", 1) for entry in inputs.get("envs", ())),
        "configs": [_file(resource.name, upload, configs) for upload in inputs.get("uploads", ())],
        "volumes": [f"{mount['volumeName']}:{mount['containerPath']}" for mount in inputs.get("volumes", ())],
        "networks": {"inside": {"aliases": network["aliases"]}},
        "ports": [
            f"{port['ip']}:{int(port['external'])}:{int(port['internal'])}"
            for port in inputs.get("ports", ())
        ],
        "healthcheck": {
            "test": health["tests"],
            "interval": health["interval"],
            "timeout": health["timeout"],
            "retries": int(health["retries"]),
            "start_period": health["startPeriod"],
        },
        "restart": inputs["restart"],
        "mem_limit": f"{int(inputs['memory'])}m",
        "memswap_limit": int(inputs["memorySwap"]),
        "cpus": inputs["cpus"],
        "shm_size": f"{int(inputs['shmSize'])}m",
        "stop_grace_period": f"{int(inputs['stopTimeout'])}s",
        "security_opt": inputs["securityOpts"],
        "logging": {"driver": inputs["logDriver"], "options": inputs["logOpts"]},
        "depends_on": {
            dependency: {"condition": "service_healthy" if runs else "service_completed_successfully"}
            for dependency, runs in _waits_for(plan, resource).items()
        },
    }
    if network.get("ipv4Address"):
        service["networks"]["inside"]["ipv4_address"] = network["ipv4Address"]
    for compose_key, plan_key in (("entrypoint", "entrypoints"), ("command", "command")):
        if inputs.get(plan_key):
            service[compose_key] = [word.replace("$", "$$") for word in inputs[plan_key]]
    if inputs.get("capabilities"):
        service["cap_drop"] = inputs["capabilities"]["drops"]
    if not inputs["mustRun"]:
        service["environment"]["JOB_LINGER"] = "0"
    return service


def _waits_for(plan: Plan, resource: Resource) -> Mapping[str, bool]:
    """Containers that it depends on → whether they keep running."""
    dependencies = (plan.by_urn[urn] for urn in resource.dependencies if urn in plan.by_urn)
    return {
        dependency.name: bool(dependency.revealed["mustRun"])
        for dependency in dependencies
        if dependency.type == CONTAINER
    }


def _image(plan: Plan, resource: Resource) -> str:
    for urn in resource.property_dependencies.get("image", ()):
        if plan.by_urn[urn].type == IMAGE:
            return str(plan.by_urn[urn].revealed["name"])
    raise LookupError(f"{resource.name}: no image in the plan")


def _file(service: str, upload: Mapping[str, Any], configs: dict[str, Any]) -> dict[str, Any]:
    key = re.sub(r"[^a-z0-9]+", "-", f"{service}{upload['file']}".lower())
    configs[key] = {"content": upload["content"].replace("$", "$$")}
    owner = {"uid": upload["owner"], "gid": upload["group"]} if upload.get("owner") else {}
    return {"source": key, "target": upload["file"], "mode": int(upload["permissions"], 8), **owner}
