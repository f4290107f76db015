"""Prints as JSON which resource plugin each installed package asks for (pulumi-plugin.json)."""

import importlib.metadata
import json

found = []
for package in importlib.metadata.distributions():
    for file in package.files or ():
        if file.name != "pulumi-plugin.json":
            continue
        wanted = json.loads(file.locate().read_text())
        if not wanted.get("resource"):
            continue
        by_package = package.metadata["Name"].lower().replace("_", "-").removeprefix("pulumi-")
        found.append(
            {
                "name": wanted.get("name") or by_package,
                "version": "v" + (wanted.get("version") or package.version).lstrip("v"),
                "server": wanted.get("server", ""),
            }
        )
print(json.dumps(found))
