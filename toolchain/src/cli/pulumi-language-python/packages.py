"""Print as JSON the resource plugin that each installed package requires (pulumi-plugin.json)."""

import importlib.metadata
import json

plugins = []
for package in importlib.metadata.distributions():
    for file in package.files or ():
        if file.name != "pulumi-plugin.json":
            continue
        manifest = json.loads(file.locate().read_text())
        if not manifest.get("resource"):
            continue
        package_name = package.metadata["Name"].lower().replace("_", "-").removeprefix("pulumi-")
        plugins.append(
            {
                "name": manifest.get("name") or package_name,
                "version": "v" + (manifest.get("version") or package.version).lstrip("v"),
                "server": manifest.get("server", ""),
            }
        )
print(json.dumps(plugins))
