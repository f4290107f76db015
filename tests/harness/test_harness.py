"""The harness matches an engine."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pulumi
import pytest
from pulumi.runtime import config

from sorcha_infra.render.monitor import DuplicateUrnError
from tests.harness import Plan, RefusedError, Secret, render
from tests.harness.plan import waits_for


def program(folder: Path, body: str) -> Path:
    path = folder / "program.py"
    path.write_text(
        "import pulumi\nimport pulumi_docker as docker\nimport pulumi_random as random\n" + dedent(body)
    )
    return path


def render_program(folder: Path, body: str) -> Plan:
    return render("dev", program=program(folder, body))


def test_two_resources_of_one_name_are_an_error(tmp_path: Path) -> None:
    """Mocks of Pulumi accept them, the engine does not."""
    with pytest.raises(DuplicateUrnError, match="::data is registered twice"):
        render_program(tmp_path, 'docker.Volume("data", name="one")\ndocker.Volume("data", name="two")')


def test_a_failure_of_the_program_is_not_swallowed(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        render_program(tmp_path, "1 / 0")


def test_a_failure_inside_an_output_is_not_swallowed(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        render_program(
            tmp_path, 'pulumi.export("x", pulumi.Output.from_input(0).apply(lambda zero: 1 / zero))'
        )


def test_a_message_to_the_operator_has_the_registered_resources(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="too late") as caught:
        render_program(tmp_path, 'docker.Volume("data")\nraise pulumi.RunError("too late")')
    assert [resource.name for resource in caught.value.plan.resources] == ["data"]


def test_a_secret_is_found_in_its_place(tmp_path: Path) -> None:
    plan = render_program(
        tmp_path,
        """
        made = random.RandomPassword("key", length=8).result
        docker.Container("one", image="x", envs=[made, "PLAIN=1"], command=[pulumi.Output.concat("a-", made)])
        """,
    )
    container = plan.named("one")
    assert container.raw["envs"] == [Secret("generated-key"), "PLAIN=1"]
    assert container.inputs["command"] == ["<secret>"]
    assert container.revealed["command"] == ["a-generated-key"]
    assert "generated" not in repr(container.raw)


def test_options_arrive_as_in_the_engine(tmp_path: Path) -> None:
    plan = render_program(
        tmp_path,
        """
        network = docker.Network("net", name="net")
        first = docker.Container("first", image="x")
        docker.Container(
            "second", image="x", network_mode=network.name,
            opts=pulumi.ResourceOptions(
                depends_on=[first], protect=True, delete_before_replace=True, ignore_changes=["memory_swap"],
                hooks=pulumi.ResourceHookBinding(on_error=[pulumi.ErrorHook("report", lambda args: False)]),
            ),
        )
        """,
    )
    second, first, net = plan.named("second"), plan.named("first"), plan.named("net")
    assert waits_for(second) == {first.urn}
    assert second.property_dependencies["networkMode"] == {net.urn}
    assert (second.protect, second.delete_before_replace, second.ignore_changes) == (
        True,
        True,
        ("memorySwap",),
    )
    assert second.hooks == {"on_error": ("report",)}
    assert plan.hooks["report"](None) is False
    assert plan.before("second") == {"first"}


def test_two_hooks_of_one_name_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="two hooks have the name one"):
        render_program(tmp_path, 'for _ in "ab":\n    pulumi.ErrorHook("one", lambda args: False)')


def test_an_output_in_a_text_is_an_error(tmp_path: Path) -> None:
    """Otherwise a container gets the value "Calling __str__ on an Output[T] is not supported"."""
    with pytest.raises(Exception, match="Calling __str__ on an Output"):
        render_program(
            tmp_path, 'docker.Container("one", image="x", name=f"{docker.Network(\'net\').name}-one")'
        )


def test_a_render_leaves_nothing_behind(dev: Plan) -> None:
    """The second of two tests must not see the configuration of the first."""
    assert pulumi.runtime.get_root_resource() is None
    assert config.CONFIG.get() == {}
    assert len(render("dev").resources) == len(dev.resources)


def test_what_only_an_engine_knows_is_unknown_in_a_preview(tmp_path: Path) -> None:
    body = """
    made = random.RandomPassword("key", length=8).result
    made.apply(lambda value: 1 / 0)
    docker.Container("one", image=docker.RemoteImage("of-one", name="x:1").image_id)
    """
    plan = render("dev", preview=True, program=program(tmp_path, body))
    assert {resource.name for resource in plan.resources} == {"key", "of-one", "one"}
    assert plan.secrets == {}


def test_a_program_that_waits_for_itself_ends_in_an_error(tmp_path: Path) -> None:
    """A test run that hangs does not show the place."""
    body = 'import asyncio\npulumi.export("x", asyncio.Event().wait())'
    with pytest.raises(TimeoutError):
        render("dev", program=program(tmp_path, body), seconds=0.5)
