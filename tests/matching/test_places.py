"""Districts and distances."""

import pytest

from matching.places import distance_km, district_of, known


@pytest.mark.parametrize(
    ("typed", "district"),
    [
        ("LS8", "LS8"),
        ("ls8 2qq", "LS8"),
        ("LS82QQ", "LS8"),
        (" l s 1 1 a a ", "LS1"),
        ("LS11", "LS11"),
        ("B154FG", "B15"),
        ("ec1a 1bb", "EC1A"),
    ],
)
def test_a_postcode_is_cut_to_its_district(typed: str, district: str) -> None:
    assert district_of(typed) == district


@pytest.mark.parametrize(
    "typed", ["", "ZZ99", "Harehills", "LS8 2", "BT1 1AA", "LS8" * 5000, "٣", "LS8 2QQQ"]
)
def test_what_is_no_british_district_is_none(typed: str) -> None:
    assert district_of(typed) is None


def test_distance_is_symmetric_and_in_kilometres() -> None:
    assert distance_km("LS1", "LS1") == 0
    assert distance_km("LS1", "BD1") == distance_km("BD1", "LS1")
    assert 10 < distance_km("LS1", "BD1") < 16
    assert 260 < distance_km("LS1", "EC1A") < 300


def test_a_district_is_known_only_when_it_is_in_the_table() -> None:
    assert known("LS8")
    assert not known("ls8")
    assert not known("XX1")
