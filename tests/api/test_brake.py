"""Brakes against guessing passwords, without a service around them."""

from datetime import UTC, datetime, timedelta

from api.security import SignInBrake

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_one_user_is_slowed_until_the_window_has_passed() -> None:
    brake = SignInBrake(3)
    for second in range(3):
        assert brake.check("rep", "10.0.0.1", NOW) is None
        brake.failed("rep", "10.0.0.1", NOW + timedelta(seconds=second))
    slowed = brake.check("REP", "10.0.0.1", NOW + timedelta(seconds=3))
    assert slowed is not None
    assert slowed.seconds == 57
    assert brake.check("rep", "10.0.0.2", NOW + timedelta(seconds=3)) is None
    assert brake.check("manager", "10.0.0.1", NOW + timedelta(seconds=3)) is None
    assert brake.check("rep", "10.0.0.1", NOW + timedelta(seconds=60)) is None


def test_one_address_that_tries_many_names_is_slowed_too() -> None:
    brake = SignInBrake(3)
    for number in range(30):
        assert brake.check(f"user{number}", "10.0.0.1", NOW) is None
        brake.failed(f"user{number}", "10.0.0.1", NOW)
    assert brake.check("user31", "10.0.0.1", NOW) is not None
    assert brake.check("user31", "10.0.0.2", NOW) is None


def test_a_flood_of_names_takes_no_memory_without_bound() -> None:
    brake = SignInBrake(3)
    for number in range(12_000):
        brake.failed(f"user{number}", f"10.{number}", NOW)
    assert len(brake._seen) <= 10_000
