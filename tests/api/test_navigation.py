"""The navigation leads everybody only to pages that open for them, and everybody to their own first door."""

from typing import get_args

import pytest

from api.navigation import TABS_MOST, navigation_of
from catalog.tables import Role
from tests.api.conftest import PEOPLE, Service


@pytest.mark.parametrize("role", get_args(Role))
def test_every_door_opens_for_its_role(service: Service, role: Role) -> None:
    client = service.client(next(name for name, (known, _, _) in PEOPLE.items() if known == role))
    doors = navigation_of(role)
    assert len(doors.tabs) <= TABS_MOST
    seen = (*doors.tabs, *doors.more)
    assert len({door.address for door in seen}) == len(seen)
    for door in seen:
        page = client.get(door.address)
        assert page.status_code == 200, (role, door.address)
        assert f'href="{door.address}" aria-current="page"' in page.text, (role, door.address)
        if door.count:
            assert client.get(door.count).json()["open"] >= 0
