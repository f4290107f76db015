"""Names that engines and DNS accept, for every allowed installation."""

import re

from hypothesis import given
from hypothesis import strategies as st

from sorcha_infra.domain.names import LABEL_INSTALLATION, labels, member, physical
from sorcha_infra.domain.vocabulary import ServiceName, StoreName
from tests.config.space import LABELS

ROLES = st.sampled_from([*ServiceName, *StoreName, "proxy", "sentinel"])


@given(LABELS, ROLES, st.integers(0, 99))
def test_a_physical_name_is_a_dns_label(installation: str, role: str, ordinal: int) -> None:
    """63 characters at most, or the engine's DNS and Kubernetes refuse it."""
    name = physical(installation, member(role, ordinal))
    assert re.fullmatch(r"[a-z]([a-z0-9-]{0,61}[a-z0-9])", name)


@given(st.lists(st.tuples(LABELS, ROLES, st.integers(0, 9)), unique=True, min_size=2))
def test_installations_do_not_share_names(members: list[tuple[str, str, int]]) -> None:
    """Two stacks can share an engine."""
    names = {physical(installation, member(role, n)) for installation, role, n in members}
    assert len(names) == len(members)


@given(LABELS, ROLES)
def test_every_resource_has_the_label_of_its_installation(installation: str, role: str) -> None:
    """Clean-up removes nothing without the label."""
    assert labels(installation, role)[LABEL_INSTALLATION] == installation
