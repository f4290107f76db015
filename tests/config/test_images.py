"""stacks/images.yaml names an image for every role."""

from pathlib import Path
from typing import Any

import pytest

from sorcha_infra.config.images import load_images
from sorcha_infra.domain.vocabulary import ImageSource, ServiceName, StoreName

from .stacks import FOLDER, dev, edited, examine_stack, refusals


@pytest.mark.parametrize("source", ImageSource)
def test_every_role_has_an_image_of_its_own(source: ImageSource) -> None:
    images = load_images(FOLDER / "images.yaml").of(source)
    services = [images.services.by_key()[name] for name in ServiceName]
    stores = [images.stores.by_key()[name] for name in StoreName]
    assert len({*services, *stores}) == len(ServiceName) + len(StoreName)
    # A tag that moves would change what runs without a change of this repository.
    assert not any(reference.endswith(":latest") for reference in (*services, *stores))


@pytest.mark.parametrize("role", [*ServiceName, *StoreName])
def test_lab_images_that_are_stand_ins_say_so(role: ServiceName | StoreName) -> None:
    lab = load_images(FOLDER / "images.yaml").lab
    reference = (lab.services if isinstance(role, ServiceName) else lab.stores).by_key()[role]
    real = role in (StoreName.POSTGRES, StoreName.REDIS)
    assert reference.startswith("sorcha-lab/")
    assert ("-standin:" in reference) is not real


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("published", "services", "ui"), None, "published.services.ui: is missing. Expected a string of at"),
        (("lab", "stores", "redis"), None, "lab.stores.redis: is missing. Expected a string of at least"),
        (("published", "services", "ui"), "Not An Image", "published.services.ui: is a string of 12 charac"),
        (("published", "services", "ui"), 3, "published.services.ui: is an integer. Expected a string of"),
        (
            ("published", "stores", "postgress"),
            "a:1",
            "published.stores.postgress: is not a key (did you mea",
        ),
        (
            ("published", "support", "haproxy"),
            None,
            "published.support.haproxy: is missing. Expected a string",
        ),
        (("lab", "support", "nginx"), "Not An Image", "lab.support.nginx: is a string of 12 chara"),
        (
            ("lab", "support", "haprxy"),
            "a:1",
            "lab.support.haprxy: is not a key (did you mean haproxy?). Expected one of haproxy, nginx, "
            "patroniBase.",
        ),
        (("lab",), None, "lab: is missing. Expected a mapping with services, stores, support."),
    ],
)
def test_a_bad_edit_is_reported_by_its_key(
    tmp_path: Path, path: tuple[str, ...], value: object, expected: str
) -> None:
    def edit(content: Any) -> None:
        for key in path[:-1]:
            content = content[key]
        if value is None:
            del content[path[-1]]
        else:
            content[path[-1]] = value

    [problem] = refusals(examine_stack(dev(), folder=edited(tmp_path, "images.yaml", edit)))
    assert f"{problem.path}: {problem.message}".startswith(f"stacks/images.yaml: {expected}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "stacks/images.yaml: is empty. Expected a mapping with lab, published."),
        ("- a", "stacks/images.yaml: is a list. Expected a mapping with lab, published."),
        ("a: [", "stacks/images.yaml: is not valid YAML: "),
    ],
)
def test_a_file_that_is_not_a_list_of_images_is_reported(tmp_path: Path, text: str, expected: str) -> None:
    folder = edited(tmp_path, "images.yaml", lambda _: None)
    (folder / "images.yaml").write_text(text)
    [problem] = refusals(examine_stack(dev(), folder=folder))
    assert f"{problem.path}: {problem.message}".startswith(expected)


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    folder = edited(tmp_path, "images.yaml", lambda _: None)
    (folder / "images.yaml").unlink()
    [problem] = refusals(examine_stack(dev(), folder=folder))
    assert (problem.path, problem.message) == (
        "stacks/images.yaml",
        "cannot be read: No such file or directory.",
    )
