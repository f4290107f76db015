"""Generated pages match their data."""

import pytest

from sorcha_infra.domain.secrets import EXPOSURES, SECRETS
from sorcha_infra.explain.pages import PAGES, README, readme
from sorcha_infra.explain.pages.security import security
from sorcha_infra.paths import DOCS


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_is_fresh(name: str) -> None:
    assert (DOCS / name).read_text() == PAGES[name](), "stale: venv/bin/python -m sorcha_infra.explain.pages"


def test_the_table_in_the_readme_is_fresh() -> None:
    assert README.read_text() == readme(), "stale: venv/bin/python -m sorcha_infra.explain.pages"
    assert "| postgres |" in README.read_text()


def test_security_page_names_every_secret_and_every_exposure() -> None:
    page = security()
    assert all(f"`sorcha:{name}`" in page for name in SECRETS)
    assert all(exposure.location in page for exposure in EXPOSURES)
