"""Skills by what a text means, not only by its words."""

import numpy as np

from matching.lexicon import standard_lexicon
from matching.listing import NeedListing, OfferListing
from matching.meant import meanings_in, meanings_without
from matching.standard import model_in, packaged_model
from tests.matching.world import by_meaning, suggested


def trust(text: str, skill: str, *chosen: str) -> float:
    return by_meaning().reader.side(text, chosen).trusts().get(skill, 0.0)


def test_a_word_counts_for_a_skill_as_far_as_the_text_means_it() -> None:
    assert trust("I restore old ledgers for archives", "bookkeeping") < 0.4
    assert trust("I keep the ledger of a small charity", "bookkeeping") > 0.7


def test_what_is_meant_without_a_word_for_it_is_found_and_less_sure_than_what_is_said() -> None:
    meant = by_meaning().reader.side("none of us can face the receipts", ())
    assert "bookkeeping" in meant.meant
    assert all(0 < share <= 0.6 for share in meant.meant.values())


def test_what_people_chose_is_left_alone_and_nothing_is_added_to_it() -> None:
    side = by_meaning().reader.side("I restore old ledgers for archives", ("carpentry",))
    assert side.skills["carpentry"].trust == 1
    assert not side.meant


def test_nobody_is_said_to_do_what_they_did_not_say() -> None:
    """A skill that was only meant moves the score, and is no reason in words."""
    asked = NeedListing(id="n", text="none of us can face the receipts")
    given = OfferListing(id="o", text="Bookkeeper")
    (found,) = suggested(asked, given, matcher=by_meaning())
    assert found.parts["skill"] > 0
    assert not any(reason.startswith("does ") for reason in found.reasons)


def test_what_skills_mean_is_made_anew_of_the_names_that_are_left() -> None:
    whole, encoder = standard_lexicon(), model_in(packaged_model())
    struck = standard_lexicon(frozenset({"xero", "quickbooks"}))
    without = meanings_without(packaged_model(), whole, struck, encoder)
    kept = meanings_in(packaged_model(), tuple(whole.skills))
    vector = encoder.vector("Xero")
    assert without is not None and kept is not None
    assert not np.isclose(without.near(vector).share("bookkeeping"), kept.near(vector).share("bookkeeping"))


def test_meanings_of_other_skills_than_ours_are_not_used() -> None:
    assert meanings_in(packaged_model(), ("one", "two")) is None
