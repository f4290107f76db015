"""Commands of the documents that would remove images of other tests, on an engine of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.harness.documents import Documented
from tests.toolchain.test_engine import on_an_empty_machine

_SCRIPT = """
    $engine ensure
    tar -c -C /etc hostname | docker import - example:1
    {builder}
    echo y | {images}
    docker image ls
    {log}
    $engine stop
"""


@pytest.mark.e2e
def test_space_of_images_is_freed_and_the_log_is_read(tmp_path: Path) -> None:
    script = _SCRIPT.format(
        builder=Documented("docs/runbooks/disk-full.md", "docker builder prune").text,
        images=Documented("docs/runbooks/disk-full.md", "docker image prune").text,
        log=Documented("docs/runbooks/the-engine-died.md", "dockerd.log").text,
    )
    result = on_an_empty_machine(script, tmp_path)
    assert result.returncode == 0, result.stdout
    assert "untagged: example:1" in result.stdout
    assert result.stdout.count("Total reclaimed space") == 2
    assert "API listen on" in result.stdout
