"""The same need, posted twice."""

from dataclasses import replace
from datetime import date

from benchmarks.matching_duplicates import measured
from matching.duplicates import Posted, same, twins
from matching.listing import NeedListing
from tests.matching.world import by_meaning, by_words


def posted(id: str, text: str, group: str = "Seacroft Pantry", **terms: object) -> Posted:
    need = NeedListing(id=id, text=text, **({"place": "LS14"} | terms))  # type: ignore[arg-type]
    read = by_meaning().side(need)
    return Posted(need=need, group=group, skills=read.skills.keys(), vector=read.vector)


VAN = posted("n1", "Someone to drive our van on Thursday mornings")


def test_the_same_need_in_other_words_is_found() -> None:
    again = posted("n2", "van driver needed thursdays am", "Seacroft Food Pantry")
    assert [twin.other.need.id for twin in twins(VAN, [again, VAN])] == ["n2"]


def test_another_need_of_the_same_group_is_not() -> None:
    assert twins(VAN, [posted("n2", "Someone to do our accounts")]) == []


def test_the_same_words_of_another_group_elsewhere_are_not() -> None:
    assert twins(VAN, [posted("n2", VAN.need.text, "Yeadon Scouts", place="LS19")]) == []


def test_dates_that_do_not_meet_speak_against_it() -> None:
    june = replace(VAN.need, starts=date(2026, 6, 1), ends=date(2026, 6, 2))
    july = replace(VAN.need, id="n2", starts=date(2026, 7, 1), ends=date(2026, 7, 2))
    one, other = replace(VAN, need=june), replace(VAN, need=july)
    assert same(one, other) < same(VAN, replace(VAN, need=replace(VAN.need, id="n2")))


def test_most_of_what_is_shown_is_the_same_and_most_that_is_the_same_is_shown() -> None:
    for reader in (by_meaning().reader, by_words().reader):
        rates = measured(reader)
        assert rates["precision"] >= 0.75
        assert rates["recall"] >= 0.55
