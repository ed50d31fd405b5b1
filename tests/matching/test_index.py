"""An index changes with every listing, and is never rebuilt."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.index import Index, Keeps
from matching.listing import NeedListing, OfferListing
from tests.matching.world import by_words

NEED = NeedListing(id="n", text="someone to keep our accounts", place="LS7")


def offer(id: str, text: str = "Accountant", **terms: object) -> OfferListing:
    return OfferListing(id=id, text=text, **terms)  # type: ignore[arg-type]


def put(index: Index, one: OfferListing) -> None:
    index.put(one, by_words().side(one))


def found(index: Index, need: NeedListing = NEED) -> list[str]:
    return [hit.id for hit in by_words().search(index, need).hits]


def test_what_is_put_is_found_at_once_and_what_is_dropped_is_not() -> None:
    index = by_words().index(Keeps.OFFERS)
    put(index, offer("o1"))
    assert found(index) == ["o1"]

    index.drop("o1")
    index.drop("o1")

    assert found(index) == []
    assert len(index) == 0


def test_new_terms_take_the_place_of_the_old_ones() -> None:
    index = by_words().index(Keeps.OFFERS, [offer("o1", place="LS8")])

    put(index, offer("o1", place="EC1A"))

    assert found(index) == []
    assert by_words().search(index, NEED).left_out.total() == 1


def test_an_offer_of_somebody_turned_down_stays_out_after_it_was_changed() -> None:
    index = by_words().index(Keeps.OFFERS, [offer("o1", volunteer="v1")])
    put(index, offer("o1", text="Bookkeeper", volunteer="v1"))

    assert found(index, replace(NEED, refused=frozenset({"v1"}))) == []


def test_equal_scores_come_by_the_longest_wait() -> None:
    index = by_words().index(
        Keeps.OFFERS,
        [offer("new", since=date(2026, 5, 2)), offer("old", since=date(2026, 5, 1)), offer("unknown")],
    )

    assert found(index) == ["old", "new", "unknown"]


def test_without_leaves_out_whatever_is_named() -> None:
    index = by_words().index(Keeps.OFFERS, [offer("o1"), offer("o2")])
    hits = by_words().search(index, NEED, without=frozenset({"o1", "nobody"})).hits

    assert [hit.id for hit in hits] == ["o2"]


words = st.sampled_from(["Accountant", "Plumber", "Choir leader", "I keep books", ""])
steps = st.lists(st.tuples(st.sampled_from(["put", "drop"]), st.integers(0, 30), words), max_size=300)


@settings(max_examples=30, deadline=None)
@given(steps=steps)
def test_after_any_changes_it_finds_what_a_new_index_finds(steps: list[tuple[str, int, str]]) -> None:
    """With more taken out than held, rows are given back: nothing of that shows."""
    index, held = by_words().index(Keeps.OFFERS), dict[str, OfferListing]()
    for step, number, text in steps:
        one = offer(f"o{number}", text)
        if step == "put":
            put(index, one)
            held[one.id] = one
        else:
            index.drop(one.id)
            held.pop(one.id, None)

    fresh = by_words().index(Keeps.OFFERS, held.values())

    assert by_words().search(index, NEED).hits == by_words().search(fresh, NEED).hits
    assert set(index.held()) == held.keys()


def test_many_more_than_its_first_room_are_kept() -> None:
    index = by_words().index(Keeps.OFFERS, (offer(f"o{number:04}") for number in range(1000)))

    hits = by_words().search(index, NEED, top=7).hits

    assert [hit.id for hit in hits] == [f"o{number:04}" for number in range(7)]


def test_what_helps_with_it_is_still_told_from_what_does_not_when_rows_were_given_back() -> None:
    wanted = replace(NEED, text="", skills=frozenset({"bookkeeping"}))
    index = by_words().index(Keeps.OFFERS, (offer(f"gone{number}", "Plumber") for number in range(300)))
    put(index, offer("builds", "", skills=frozenset({"plumbing"})))
    put(index, offer("counts", "", skills=frozenset({"payroll"})))
    for number in range(300):
        index.drop(f"gone{number}")

    parts = {hit.id: hit.parts["skill"] for hit in by_words().search(index, wanted).hits}

    assert len(index.gone) < 300
    assert parts["counts"] > 0
    assert parts["builds"] == 0
