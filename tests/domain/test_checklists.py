"""What has to be in place before the start: derived from what was asked and offered, and true on the day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.checklists import (
    CHECK_INS,
    IN_A_PACK,
    MAY_BE_SPARED,
    PACK,
    PATH,
    RUNS_OUT,
    Check,
    Item,
    about_people_at_risk,
    checklist,
    earliest_end,
    needed,
    owner_of,
    stages,
)
from bot.domain.history import Subject
from bot.domain.listings import ListingKind, Terms
from bot.domain.organisations import OrganisationKind

TODAY = date(2026, 12, 1)
NEED = Terms(kind=ListingKind.SKILLS, what="our accounts", district="LS9", hours=Decimal(4))
OFFER = Terms(kind=ListingKind.SKILLS, what="bookkeeping", district="LS11", hours=Decimal(4), leave="own")
DAYS = st.dates(date(2026, 1, 1), date(2030, 1, 1))


def line(item: Item, **changes: object) -> Check:
    whole = Check(
        subject=Subject.MATCH,
        subject_id="M1",
        item=item,
        owner=owner_of(item),
        opened_at=datetime(2026, 12, 1, 10, tzinfo=UTC),
        organisation="O1" if item in IN_A_PACK else "",
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    return Terms(
        kind=draw(st.sampled_from(ListingKind)),
        what=draw(st.sampled_from(["our accounts", "reading with children", "paint the hall", "a website"])),
        district=draw(st.sampled_from(["", "LS9"])),
        remote=draw(st.booleans()),
        on_site=draw(st.booleans()),
        hours=Decimal(4),
        people=draw(st.integers(1, 12)),
        checks=draw(st.sampled_from([(), ("enhanced DBS",), ("driving licence",), ("DBS", "first aid")])),
        leave=draw(st.sampled_from(["", "own", "agreed", "to_ask"])),
    )


@st.composite
def lines(draw: st.DrawFn) -> Check:
    item = draw(st.sampled_from(Item))
    seen = draw(st.none() | DAYS)
    return line(
        item,
        needed=draw(st.booleans()) or item not in MAY_BE_SPARED,
        seen_on=seen,
        until=draw(st.none() | DAYS) if seen and item in RUNS_OUT else None,
    )


def test_an_ordinary_hour_of_skills_in_own_time_needs_nothing() -> None:
    assert needed(NEED, OFFER) == ()


@pytest.mark.parametrize(
    ("need", "offer", "items"),
    [
        ({"checks": ("enhanced DBS",)}, {}, {Item.DBS}),
        ({"checks": ("driving licence",)}, {}, {Item.OTHER_CHECK}),
        ({"checks": ("DBS", "first aid")}, {}, {Item.DBS, Item.OTHER_CHECK}),
        ({"what": "reading with young people"}, {}, {Item.SAFEGUARDING, Item.DBS}),
        ({}, {"leave": "to_ask"}, {Item.LINE_MANAGER}),
        ({}, {"leave": "agreed"}, set()),
        ({"kind": ListingKind.ONGOING}, {}, {Item.RISK_ASSESSMENT, Item.PUBLIC_LIABILITY}),
        ({"kind": ListingKind.ONGOING, "remote": True}, {}, set()),
        (
            {"kind": ListingKind.TEAM_DAY},
            {"people": 8, "leave": "agreed"},
            {Item.RISK_ASSESSMENT, Item.PUBLIC_LIABILITY, Item.OWN_COVER},
        ),
        (
            {"kind": ListingKind.TEAM_DAY},
            {"people": 8, "leave": "own"},
            {Item.RISK_ASSESSMENT, Item.PUBLIC_LIABILITY},
        ),
    ],
)
def test_what_applies_follows_from_the_need_and_the_offer(need, offer, items) -> None:
    assert set(needed(replace(NEED, **need), replace(OFFER, **offer))) == items


@pytest.mark.parametrize(
    ("what", "at_risk"),
    [
        ("reading with children on Fridays", True),
        ("somebody to mentor young carers", True),
        ("befriending older people", True),
        ("drive our housebound members to lunch", True),
        ("help at the under-11s football", True),
        ("the accounts of a children's charity", False),
        ("paint the nursery", False),
        ("a website for our youth club", False),
    ],
)
def test_being_with_people_at_risk_is_told_from_working_for_a_charity(what: str, at_risk: bool) -> None:
    assert about_people_at_risk(replace(NEED, what=what)) is at_risk


@given(terms(), terms())
def test_each_line_is_asked_once_and_never_a_stage(need: Terms, offer: Terms) -> None:
    items = needed(need, offer)

    assert len(set(items)) == len(items)
    assert not {*items} & {*PATH, *CHECK_INS}
    assert bool(stages(need)) is (need.kind is ListingKind.TRUSTEE)


@given(terms(), terms())
def test_from_a_distance_nobody_is_asked_for_premises(need: Terms, offer: Terms) -> None:
    items = needed(replace(need, remote=True, on_site=False), offer)

    assert not {*items} & {Item.RISK_ASSESSMENT, Item.PUBLIC_LIABILITY, Item.OWN_COVER, Item.SAFEGUARDING}


@given(lines(), DAYS, DAYS)
def test_what_holds_on_a_day_held_before_and_never_after_it_has_run_out(
    check: Check, one: date, other: date
) -> None:
    early, late = min(one, other), max(one, other)

    assert check.holds(early) or not check.holds(late)
    if check.until is not None and check.needed:
        assert not check.holds(check.until + timedelta(days=1))


@given(st.lists(lines(), unique_by=lambda each: each.item), DAYS, DAYS)
def test_a_line_is_missing_or_in_place_and_a_later_date_misses_no_less(
    rows: list[Check], today: date, day: date
) -> None:
    now, then = checklist(rows, (), today, today), checklist(rows, (), today, day)

    assert {each.item for each in now.missing} <= {each.item for each in then.missing}
    assert all(each.holds(today) for each in now.checks if each not in now.missing)
    assert not {each.item for each in now.ending} & {each.item for each in now.missing}
    assert {each.item for each in (*now.checks, *now.path)} == {each.item for each in rows}


def test_what_an_organisation_has_shown_once_is_good_for_its_matches_until_it_runs_out() -> None:
    until = date(2027, 3, 31)
    pack = line(
        Item.PUBLIC_LIABILITY, subject=Subject.ORGANISATION, subject_id="O1", seen_on=TODAY, until=until
    )
    rows = (line(Item.PUBLIC_LIABILITY),)

    assert checklist(rows, (pack,), TODAY, TODAY).missing == ()
    assert checklist(rows, (pack,), TODAY, until).missing == ()
    after = checklist(rows, (pack,), TODAY, until + timedelta(days=1))
    assert [each.item for each in after.missing] == [Item.PUBLIC_LIABILITY]
    assert checklist(rows, (replace(pack, subject_id="O2"),), TODAY, TODAY).missing != ()


def test_what_is_not_needed_never_runs_out() -> None:
    spared = line(Item.DBS, needed=False, seen_on=TODAY)

    assert spared.holds(date(2040, 1, 1))
    assert not spared.running_out(TODAY)


@given(st.lists(lines(), unique_by=lambda each: each.item), DAYS)
def test_the_first_end_is_one_that_is_still_to_come(rows: list[Check], today: date) -> None:
    end = earliest_end(rows, today)

    assert end is None or any(each.until == end and each.holds(today) for each in rows)


def test_a_trustee_goes_from_stage_to_stage() -> None:
    rows = [line(item, seen_on=TODAY) for item in PATH[:2]] + [line(item) for item in PATH[2:]]

    assert checklist(rows, (), TODAY, TODAY).stage == line(Item.TRUSTEE_CHECKS)
    assert checklist(rows, (), TODAY, TODAY).missing == ()


def test_a_groups_pack_is_as_coordinators_know_it() -> None:
    assert len(PACK[OrganisationKind.COMMUNITY]) == 6
    assert PACK[OrganisationKind.EMPLOYER] == (Item.OWN_COVER,)
