"""The compose file that does what a rendered plan does: the peer of the benchmark.

It is made from the same plan, so images, settings, health checks, limits and order are equal. A job
counts when it has ended, because `--wait` takes a job that lingers for a service.
"""

import re
from collections.abc import Mapping
from typing import Any

from tests.harness.plan import CONTAINER, IMAGE, NETWORK, VOLUME, Plan, Resource


def compose(plan: Plan, name: str) -> dict[str, Any]:
    """The compose file, as data; with the secrets in it."""
    volumes = [one.revealed["name"] for one in plan.of(VOLUME)]
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
    said = resource.revealed
    (network,) = said["networksAdvanced"]
    health = said["healthcheck"]
    service: dict[str, Any] = {
        "image": _image(plan, resource),
        "hostname": said["hostname"],
        "environment": dict(entry.split("=", 1) for entry in said.get("envs", ())),
        "configs": [_file(resource.name, upload, configs) for upload in said.get("uploads", ())],
        "volumes": [f"{one['volumeName']}:{one['containerPath']}" for one in said.get("volumes", ())],
        "networks": {"inside": {"aliases": network["aliases"]}},
        "ports": [
            f"{one['ip']}:{int(one['external'])}:{int(one['internal'])}" for one in said.get("ports", ())
        ],
        "healthcheck": {
            "test": health["tests"],
            "interval": health["interval"],
            "timeout": health["timeout"],
            "retries": int(health["retries"]),
            "start_period": health["startPeriod"],
        },
        "restart": said["restart"],
        "mem_limit": f"{int(said['memory'])}m",
        "memswap_limit": int(said["memorySwap"]),
        "cpus": said["cpus"],
        "shm_size": f"{int(said['shmSize'])}m",
        "stop_grace_period": f"{int(said['stopTimeout'])}s",
        "security_opt": said["securityOpts"],
        "logging": {"driver": said["logDriver"], "options": said["logOpts"]},
        "depends_on": {
            other: {"condition": "service_healthy" if runs else "service_completed_successfully"}
            for other, runs in _waits_for(plan, resource).items()
        },
    }
    if network.get("ipv4Address"):
        service["networks"]["inside"]["ipv4_address"] = network["ipv4Address"]
    for key, own in (("entrypoint", "entrypoints"), ("command", "command")):
        if said.get(own):
            service[key] = [word.replace("$", "$$") for word in said[own]]
    if said.get("capabilities"):
        service["cap_drop"] = said["capabilities"]["drops"]
    if not said["mustRun"]:
        service["environment"]["JOB_LINGER"] = "0"
    return service


def _waits_for(plan: Plan, resource: Resource) -> Mapping[str, bool]:
    """Containers that it depends on → whether they go on running."""
    others = (plan.by_urn[urn] for urn in resource.dependencies if urn in plan.by_urn)
    return {other.name: bool(other.revealed["mustRun"]) for other in others if other.type == CONTAINER}


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
