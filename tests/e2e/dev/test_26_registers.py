"""A register that a user makes later gets dockets, and goes on getting them. The services are stand-ins."""

import pytest

from tests.e2e.polling import wait_for
from tests.e2e.sorcha import Sorcha

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("dev")]

DOCKET_SECONDS = 30
"""The validator looks every ten; the reconciler's round comes between."""


def test_a_register_made_after_up_gets_its_second_docket_and_more(admin: Sorcha) -> None:
    register = admin.new_register()
    for number in (1, 2, 3):
        wait_for(f"docket {number - 1}", lambda n=number: admin.height(register) == n, DOCKET_SECONDS)  # type: ignore[misc]
        admin.publish(register)
    dockets = [docket["id"] for docket in admin.dockets(register)]
    assert dockets == sorted(set(dockets))
