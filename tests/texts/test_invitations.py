"""Calendar files: what a real reader of RFC 5545 makes of them, whatever people typed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from bot.domain.listings import Listing, ListingKind, ListingState, Quantity, Side, Terms
from bot.domain.matches import Match, MatchState, Party, Session, SessionState
from bot.domain.organisations import Organisation, OrganisationKind, OrganisationState
from bot.domain.people import Person
from bot.domain.views import ListingView, MatchView
from bot.texts.invitations import cancellations, invitation
from bot.texts.locales import ENGLISH, locale

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
READS = locale(ENGLISH)
TYPED = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n;,\\:"'), max_size=200)


def view(what: str = "bookkeeping", name: str = "Priya", provides: str = "tea; parking") -> MatchView:
    terms = Terms(kind=ListingKind.SKILLS, what=what, district="LS9", hours=Decimal(4), provides=provides)
    listing = Listing(
        id="N1", side=Side.NEED, owner="p2", organisation="o", terms=terms,
        quantity=Quantity(total=Decimal(4)), state=ListingState.FILLED, created_at=NOW, entered_at=NOW,
    )  # fmt: skip
    organisation = Organisation(
        id="o",
        name="Seacroft Pantry, Leeds",
        kind=OrganisationKind.COMMUNITY,
        state=OrganisationState.VERIFIED,
    )
    match = Match(
        id="M1", offer="O1", need="N1", volunteer="p1", host="p2", hours=Decimal(4), score=0.5, reasons=(),
        doubt="", state=MatchState.SCHEDULED, created_at=NOW, entered_at=NOW,
    )  # fmt: skip
    return MatchView(
        match=match,
        offer=ListingView(listing=listing, owner=Person(id="p1", name=name), organisation=organisation),
        need=ListingView(listing=listing, owner=Person(id="p2", name="Maria"), organisation=organisation),
    )


def session(starts: datetime = NOW + timedelta(days=3), sequence: int = 0, id: str = "S1") -> Session:
    return Session(
        id=id, match="M1", starts_at=starts, ends_at=starts + timedelta(hours=2), state=SessionState.AGREED,
        proposed_by=Party.HOST, sequence=sequence,
    )  # fmt: skip


def read(content: bytes) -> tuple[Calendar, list[Event]]:
    calendar = Calendar.from_ical(content)
    assert isinstance(calendar, Calendar)
    return calendar, [each for each in calendar.walk("VEVENT") if isinstance(each, Event)]


def test_an_invitation_says_when_where_with_whom_and_how_to_change_it():
    calendar, [event] = read(invitation(view(), (session(),), Party.HOST, NOW, READS).content)

    assert (str(calendar["version"]), str(calendar["method"])) == ("2.0", "PUBLISH")
    assert event.decoded("dtstart") == NOW + timedelta(days=3)
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(hours=2)
    assert event.decoded("dtstamp") == NOW
    assert str(event["summary"]) == "bookkeeping, with Priya"
    assert str(event["location"]) == "LS9"
    assert "Provided there: tea; parking" in str(event["description"])
    assert calendar.errors == [] and event.errors == []


def test_a_change_keeps_the_uid_and_raises_the_sequence_and_the_end_cancels_it():
    first = read(invitation(view(), (session(),), Party.HOST, NOW, READS).content)[1][0]
    moved = read(invitation(view(), (session(NOW + timedelta(days=9), 1),), Party.HOST, NOW, READS).content)[
        1
    ][0]
    (file,) = cancellations(view(), (session(sequence=2),), Party.HOST, NOW, READS)
    calendar, [off] = read(file.content)

    assert {str(each["uid"]) for each in (first, moved, off)} == {"S1@makegood.invalid"}
    assert [int(each["sequence"]) for each in (first, moved, off)] == [0, 1, 2]
    assert (str(calendar["method"]), str(off["status"])) == ("CANCEL", "CANCELLED")


def test_both_sides_have_the_same_event_with_each_others_name_and_nothing_more_of_them():
    for party, other in ((Party.HOST, "Priya"), (Party.VOLUNTEER, "Maria")):
        file = invitation(view(), (session(),), party, NOW, READS)
        text = file.content.decode()
        assert other in text and "mailto:no-reply@makegood.invalid" in text
        assert text.count("mailto:") == 1 and "ATTENDEE" not in text


def test_a_date_on_the_day_the_clocks_change_is_the_same_moment_in_every_calendar():
    for starts in (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)):
        _, [event] = read(invitation(view(), (session(starts),), Party.HOST, NOW, READS).content)
        assert event.decoded("dtstart") == starts


def test_a_file_has_a_name_of_its_own_at_every_change():
    names = {
        invitation(view(), (session(sequence=number),), Party.HOST, NOW, READS).name for number in range(3)
    } | {invitation(view(), (session(id="S2"),), Party.HOST, NOW, READS).name}

    assert len(names) == 4 and all(name.endswith(".ics") for name in names)


def test_a_series_is_one_file_with_an_event_for_each_date():
    many = tuple(session(NOW + timedelta(weeks=week), id=f"S{week}") for week in range(1, 10))

    _, events = read(invitation(view(), many, Party.HOST, NOW, READS).content)

    assert len({str(each["uid"]) for each in events}) == len(events) == 9


def off(count: int) -> list[tuple[str, list[Event]]]:
    """Each file of so many dates that are off: its method and its events."""
    gone = tuple(session(NOW + timedelta(weeks=week), 1, f"S{week}") for week in range(1, count + 1))
    files = [read(each.content) for each in cancellations(view(), gone, Party.HOST, NOW, READS)]
    return [(str(calendar["method"]), events) for calendar, events in files]


def test_a_cancellation_is_of_one_event_as_calendars_take_no_more_of_one_file():
    files = off(3)

    assert [method for method, _ in files] == ["CANCEL"] * 3
    assert [str(event["uid"])[:2] for _, events in files for event in events] == ["S1", "S2", "S3"]


def test_many_dates_that_are_off_are_one_file_that_may_hold_them():
    [(method, events)] = off(12)

    assert method == "PUBLISH" and len({str(each["uid"]) for each in events}) == 12
    assert {str(each["status"]) for each in events} == {"CANCELLED"}
    assert {int(each["sequence"]) for each in events} == {1}


@given(what=TYPED, name=TYPED, provides=TYPED)
def test_whatever_was_typed_lines_are_folded_at_75_bytes_and_read_back_the_same(what, name, provides):
    typed = view(what, name, provides)
    typed = replace(typed, need=replace(typed.need, owner=replace(typed.need.owner, name=name)))

    content = invitation(typed, (session(),), Party.VOLUNTEER, NOW, READS).content

    lines = content.split(b"\r\n")
    assert lines[-1] == b"" and all(
        len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines
    )
    calendar, [event] = read(content)
    assert event.errors == [] and calendar.errors == []
    assert [line for line in content.splitlines() if line.startswith(b"BEGIN:")] == [
        b"BEGIN:VCALENDAR", b"BEGIN:VEVENT",
    ]  # fmt: skip
    assert str(event["summary"]).endswith(f", with {name}".replace("\r\n", "\n")) or "\r" in name
