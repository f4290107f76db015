"""Rules over the source of the program."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

import pytest

from sorcha_infra.domain.vocabulary import Tier
from sorcha_infra.profiles import profiles
from tests.source.modules import PRODUCT, Module, module, product

_MOST_LINES = 300

Rule = Callable[[Module], Iterator[str]]


def small_files(entry: Module) -> Iterator[str]:
    """A file has one topic, and is short."""
    lines = len(entry.text.splitlines())
    if lines > _MOST_LINES:
        yield f"{lines} lines, at most {_MOST_LINES} expected"


def only_the_program_reads_pulumis_configuration(entry: Module) -> Iterator[str]:
    """A value that is read in a lower layer has no rule, no origin and no error message."""
    if entry.name == f"{PRODUCT}.program":
        return
    readers = {"Config", "get_stack", "get_project", "get_organization", "CONFIG", "is_dry_run"}
    names = set(entry.imports())
    if not any(name.split(".")[0] == "pulumi" for name in names):
        return
    for node in entry.nodes(ast.Attribute):
        if isinstance(node, ast.Attribute) and node.attr in readers:
            yield f"line {node.lineno}: {node.attr}"
    yield from (name for name in names if name.startswith("pulumi") and name.split(".")[-1] in readers)


def nothing_below_the_configuration_asks_for_the_tier(entry: Module) -> Iterator[str]:
    """Differences are values of the deployment; the name of a tier or stack decides nothing."""
    if entry.layer not in ("components", "platforms", "seam", "secret_files"):
        return
    for node in entry.nodes(ast.Constant):
        if isinstance(node, ast.Constant) and node.value in list(Tier):
            yield f"line {node.lineno}: {node.value!r}"
    yield from (name for name in entry.imports() if name.endswith(".Tier"))
    yield from _decided_by(entry, {"tier", "installation"})


_REGISTERS = (f"{PRODUCT}.profiles", f"{PRODUCT}.platforms")


def nothing_but_the_registers_branches_on_the_platform(entry: Module) -> Iterator[str]:
    """A platform is two rooms and an entry in each register; a branch elsewhere needs a further edit."""
    if entry.name in _REGISTERS:
        return
    names = {profile.name for profile in profiles()}
    for node in entry.nodes(ast.Compare, ast.MatchValue, ast.Match):
        leaves = ast.walk(node)
        yield from (
            f"line {leaf.lineno}: {leaf.value!r}"
            for leaf in leaves
            if isinstance(leaf, ast.Constant) and leaf.value in names
        )
    yield from (
        offence for offence in _decided_by(entry, {"platform"}) if entry.layer in ("components", "seam")
    )


def _decided_by(entry: Module, attributes: set[str]) -> Iterator[str]:
    for node in entry.nodes(ast.Compare, ast.If, ast.IfExp, ast.Match):
        parts = (
            [node]
            if isinstance(node, ast.Compare)
            else [getattr(node, "test", getattr(node, "subject", None))]
        )
        for part in parts:
            for leaf in ast.walk(part) if part is not None else ():
                if isinstance(leaf, ast.Attribute) and leaf.attr in attributes:
                    yield f"line {leaf.lineno}: decided by .{leaf.attr}"


_MAKERS = {
    "Container": f"{PRODUCT}.platforms.docker.container",
    "Network": f"{PRODUCT}.platforms.docker.resources",
    "Volume": f"{PRODUCT}.platforms.docker.resources",
    "RemoteImage": f"{PRODUCT}.platforms.docker.images",
    "RandomPassword": f"{PRODUCT}.platforms.credentials",
}


def each_resource_is_created_in_one_place(entry: Module) -> Iterator[str]:
    """The rules for a resource apply where it is created; a second place would bypass them."""
    for node in entry.nodes(ast.Call):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name = node.func.attr
            if name in _MAKERS and entry.name != _MAKERS[name] and _is_sdk(entry, node.func.value):
                yield f"line {node.lineno}: {name}"


def _is_sdk(entry: Module, value: ast.expr) -> bool:
    aliases = {
        alias.asname or alias.name
        for node in entry.nodes(ast.Import)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name.startswith("pulumi_")
    }
    return isinstance(value, ast.Name) and value.id in aliases


def importing_does_nothing(entry: Module) -> Iterator[str]:
    """A resource that an import registers is in every plan and in no component."""
    for node in entry.tree.body:
        if isinstance(node, ast.Expr | ast.Assign | ast.AnnAssign):
            for leaf in ast.walk(node):
                if isinstance(leaf, ast.Call) and isinstance(leaf.func, ast.Attribute):
                    owner = leaf.func.value
                    if isinstance(owner, ast.Name) and owner.id in ("pulumi", "docker", "random", "k8s"):
                        yield f"line {leaf.lineno}: {owner.id}.{leaf.func.attr}"


_RULES: tuple[Rule, ...] = (
    small_files,
    only_the_program_reads_pulumis_configuration,
    nothing_below_the_configuration_asks_for_the_tier,
    nothing_but_the_registers_branches_on_the_platform,
    each_resource_is_created_in_one_place,
    importing_does_nothing,
)


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule.__name__)
def test_the_source_keeps_the_rule(rule: Rule) -> None:
    offences = [f"{entry.path}: {offence}" for entry in product() for offence in rule(entry)]
    assert offences == [], rule.__doc__


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (small_files, "sorcha_infra/domain/x.py", "x = 1\n" * 301),
        (
            only_the_program_reads_pulumis_configuration,
            "sorcha_infra/components/x.py",
            "import pulumi\nx = pulumi.get_stack()",
        ),
        (
            only_the_program_reads_pulumis_configuration,
            "sorcha_infra/components/x.py",
            "from pulumi import Config",
        ),
        (
            nothing_below_the_configuration_asks_for_the_tier,
            "sorcha_infra/components/x.py",
            "if name == 'prod-small': pass",
        ),
        (
            nothing_below_the_configuration_asks_for_the_tier,
            "sorcha_infra/platforms/docker/x.py",
            "x = 1 if deployment.tier else 2",
        ),
        (
            nothing_below_the_configuration_asks_for_the_tier,
            "sorcha_infra/components/x.py",
            "match deployment.tier:\n    case _: pass",
        ),
        (
            nothing_but_the_registers_branches_on_the_platform,
            "sorcha_infra/components/x.py",
            "if p == 'docker': pass",
        ),
        (
            nothing_but_the_registers_branches_on_the_platform,
            "sorcha_infra/operate/x.py",
            "match p:\n    case 'kubernetes': pass",
        ),
        (
            nothing_but_the_registers_branches_on_the_platform,
            "sorcha_infra/components/x.py",
            "x = 1 if deployment.platform else 2",
        ),
        (
            each_resource_is_created_in_one_place,
            "sorcha_infra/platforms/docker/x.py",
            "import pulumi_docker as docker\ndocker.Container('x')",
        ),
        (
            importing_does_nothing,
            "sorcha_infra/components/x.py",
            "import pulumi\nX = pulumi.Output.secret(1)\npulumi.export('x', X)",
        ),
    ],
)
def test_the_rule_notices_its_breach(rule: Rule, path: str, text: str) -> None:
    assert list(rule(module(path, text)))
