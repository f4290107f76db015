"""First and second `up`: everything runs, then nothing changes. Services and MongoDB are stand-ins."""

import time

import pytest

from tests.e2e.installation import health
from tests.e2e.prod_small.production import Small, passwords
from tests.e2e.prod_small.results import Results
from tests.e2e.sorcha import PROBES, Sorcha

pytestmark = [pytest.mark.e2e, pytest.mark.quick]


def test_up_from_nothing(small: Small, results: Results) -> None:
    with results.row("up") as row:
        servers = {name: health(c) for name, c in small.installation.servers().items()}
        assert set(servers.values()) == {"healthy"}, servers
        row.note(f"{small.first.seconds:.0f} s" if small.first else "an earlier session's")
        row.note(f"{len(servers)} servers")


@pytest.mark.parametrize(("key", "refresh"), [("up-again", ()), ("up-refresh", ("--refresh",))])
def test_a_second_up_changes_nothing(
    small: Small, results: Results, key: str, refresh: tuple[str, ...]
) -> None:
    before = small.installation.ids()
    with results.row(key) as row:
        began = time.monotonic()
        result = small.up(*refresh).ok()
        row.note(f"{time.monotonic() - began:.1f} s")
        assert small.installation.ids() == before
        assert "unchanged" in result.output
        assert not any(
            f" {word}\n" in result.output for word in ("created", "updated", "replaced", "deleted")
        )


def test_the_given_passwords_work_through_every_grammar(small: Small, results: Results) -> None:
    """Sign-in and organisations are in PostgreSQL, registers in MongoDB, streams in Redis."""
    with results.row("passwords") as row:
        admin = Sorcha(small.url, verify=False).sign_in("admin@sorcha.local", small.clone.admin_password())
        assert admin.new_organization() in admin.organizations()
        assert admin.signs(admin.new_wallet())
        assert admin.system_register_height() > 0
        assert {path: admin.get(path).status_code for path in PROBES.values()} == dict.fromkeys(
            PROBES.values(), 200
        )
        row.note(f"{len(passwords())} of them, also with `{{ }} # & = ? : /`")
