"""What has to be in place before a match starts, in words: never a certificate's number, nor what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.chat.accessible import MOST_BUTTONS
from bot.chat.outgoing import Button, Card, Fact, Line, Look
from bot.chat.wording import Begun, ListStyle, late
from bot.domain.checklists import CHECK_INS, PACK, Check, Item, owner_of
from bot.domain.history import Subject
from bot.domain.matches import Match, Party, Session
from bot.domain.organisations import Organisation
from bot.domain.views import MatchView
from bot.texts.cards import button, cut, fact, para, short
from bot.texts.catalogue import say, words
from bot.texts.match_cards import concern, set_date
from bot.texts.times import Zone, apart, session_time, written_date
from bot.texts.times import listed as with_and

MOST_NOTE = 60
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def name(check: Check) -> str:
    """ "DBS check", or the need's own word for another check."""
    if check.item is Item.OTHER_CHECK and check.note:
        return cut(check.note, MOST_NOTE)
    return words(f"check.{check.item.value}")


def listed(checks: Sequence[Check]) -> str:
    """ "the risk assessment and the DBS check"."""
    return with_and([name(each) for each in checks], ListStyle.AND)


def by_owner(checks: Sequence[Check]) -> str:
    """The same, each with who sees to it."""
    said = [
        words("check.with_owner", what=name(each), owner=words(f"check_owner.{each.owner.value}"))
        for each in checks
    ]
    return apart(said)


def standing(check: Check, today: date, names: Mapping[str, str] | None = None) -> str:
    """ "open", "not needed", or since when and until when it is in place; `names` for who reads it all."""
    if check.seen_on is None:
        return words("check.open")
    seen = written_date(check.seen_on)
    by = (names or {}).get(check.seen_by, "")
    if not check.needed:
        return words("check.not_needed_by", day=seen, name=by) if by else words("check.not_needed", day=seen)
    said = [words(f"dbs_level.{check.level}")] if check.level else []
    said.append(words("check.seen_by", day=seen, name=by) if by else words("check.seen", day=seen))
    if check.until is not None:
        key = "check.until" if check.until >= today else "check.ran_out"
        said.append(words(key, day=written_date(check.until)))
    return with_and(said)


def to_do(view: MatchView, party: Party, today: date) -> Card | None:
    """The lines that this side sees to, as they stand; None where there is none."""
    checks = view.checklist
    mine = [each for each in checks.checks if each.owner.value == party.value]
    stage = checks.stage if party is Party.HOST or checks.check_in is not None else None
    path = list(checks.path) if party is Party.HOST else []
    if not mine and stage is None and not path:
        return None
    missing = checks.missing_of(party.value)
    lines: list[Line] = [_lead(view, party, missing)]
    lines += [_line(each, today) for each in (*mine, *path)]
    buttons = [_tick(view.match, each) for each in missing]
    if stage is not None:
        buttons.insert(0, _tick(view.match, stage))
    return Card(
        title=words("check.title"),
        lines=tuple(lines),
        buttons=(tuple(_first_is_main(buttons)[:MOST_BUTTONS]),) if buttons else (),
    )


def _lead(view: MatchView, party: Party, missing: Sequence[Check]) -> Line:
    need = short(view.need.listing)
    if missing:
        return para(f"check.lead_{party.value}", need=need)
    return para("check.lead_path" if view.checklist.stage else "check.lead_done", need=need)


def _line(check: Check, today: date, names: Mapping[str, str] | None = None) -> Fact:
    value = standing(check, today, names)
    if check.note and check.item is not Item.OTHER_CHECK:
        value = words("check.noted", value=value, note=cut(check.note, MOST_NOTE))
    return Fact(label=late(Begun(text=name(check))), value=say("card.value", value=value))


def _tick(about: Match, check: Check) -> Button:
    return button(
        f"check_{check.item.value}", "check.tick", about.id, about.revision, option=check.item.value
    )


def _first_is_main(buttons: Sequence[Button]) -> list[Button]:
    return [replace(each, look=Look.MAIN if at == 0 else Look.QUIET) for at, each in enumerate(buttons)]


def reminder(view: MatchView, party: Party, today: date) -> Card:
    """N3 and N14: what is still open, or runs out soon."""
    missing, ending = view.checklist.missing_of(party.value), view.checklist.ending_of(party.value)
    lead = para("nudge.n3" if missing else "nudge.n14", need=short(view.need.listing))
    asked = missing or ending
    buttons = _first_is_main([_tick(view.match, each) for each in asked])
    return Card(
        title=words("nudge.n3_title" if missing else "nudge.n14_title"),
        lines=(lead, *[_line(each, today) for each in asked]),
        buttons=(tuple(buttons[:MOST_BUTTONS]),),
    )


def check_in(view: MatchView, party: Party) -> Card:
    """N15: some months after somebody became a trustee."""
    stage = view.checklist.check_in
    item = stage.item if stage is not None else Item.AFTER_3
    going = button("going_well", "check.tick", view.match.id, view.match.revision, option=item.value)
    return Card(
        title=words("nudge.n15_title"),
        lines=(
            para("nudge.n15", name=view.name(party.other), organisation=view.organisation(party.other)),
            para(f"nudge.n15_{item.value}" if item in CHECK_INS else "nudge.n15_after_3"),
        ),
        buttons=((replace(going, look=Look.MAIN), concern(view.match)),),
    )


def in_place(view: MatchView) -> Card:
    """To both: nothing holds up the start any more."""
    return Card(lines=(para("check.in_place", need=short(view.need.listing)),))


def could_not_begin(
    view: MatchView, party: Party, session: Session, missing: Sequence[Check], zone: Zone
) -> Card:
    """The date has come and something is missing: it is off, and the match is not."""
    return Card(
        title=words("date.off_title"),
        lines=(
            para("check.not_ready", when=session_time(session, zone), what=by_owner(missing)),
            fact("need", short(view.need.listing)),
            para("check.not_ready_next"),
        ),
        buttons=((set_date(view.match), *_own_first(view, party, missing), concern(view.match)),),
    )


def _own_first(view: MatchView, party: Party, missing: Sequence[Check]) -> tuple[Button, ...]:
    own = [each for each in missing if each.owner.value == party.value]
    return (_tick(view.match, own[0]),) if own else ()


def could_not_begin_for_desk(
    view: MatchView, session: Session, missing: Sequence[Check], zone: ZoneInfo
) -> Card:
    return Card(
        title=words("check.desk_title", id=view.match.id),
        lines=(
            para("check.not_ready", when=session_time(session, zone), what=by_owner(missing)),
            fact("need", short(view.need.listing)),
        ),
        buttons=((show_checks(view.match),),),
    )


def failed(view: MatchView, party: Party, missing: Sequence[Check]) -> Card:
    """After a long time without it: nobody is blamed."""
    return Card(
        title=words("cancelled.title"),
        lines=(
            para("check.failed", need=short(view.need.listing), what=listed(missing)),
            para(f"cancelled.next_{party.value}"),
        ),
        buttons=((concern(view.match),),),
    )


def show_checks(match: Match) -> Button:
    return button("checks", "desk.checks", match.id, match.revision)


def whole(view: MatchView, names: Mapping[str, str], today: date) -> Card:
    """For coordinators: every line of a match, who sees to it, who has seen it and until when."""
    checks = view.checklist
    rows = (*checks.checks, *checks.path)
    lines = [_line(each, today, names) for each in rows]
    stage = (checks.stage,) if checks.stage is not None else ()
    buttons = _first_is_main([_tick(view.match, each) for each in (*checks.missing, *stage)])
    lead = para("check.desk_lead" if rows else "check.desk_none", need=short(view.need.listing))
    return Card(
        title=words("check.desk_title", id=view.match.id),
        lines=(lead, *lines),
        buttons=(tuple(buttons[:MOST_BUTTONS]),) if buttons else (),
    )


def pack(organisation: Organisation, checks: Sequence[Check], names: Mapping[str, str], today: date) -> Card:
    """An organisation's due-diligence pack, for coordinators and for its own people."""
    rows = [_of_pack(organisation, item, checks) for item in pack_items(organisation, checks)]
    open_first = sorted(rows, key=lambda each: each.holds(today) and not each.running_out(today))
    asked = [each for each in open_first if not each.holds(today) or each.running_out(today)]
    buttons = _first_is_main([_tick_in_pack(organisation, each.item) for each in asked])
    return Card(
        title=words("check.pack_title", name=cut(organisation.name, 60)),
        lines=(
            para("check.pack_lead"),
            *[_line(each, today, names) for each in rows],
            fact("id", organisation.id),
        ),
        buttons=(tuple(buttons[:MOST_BUTTONS]),) if buttons else (),
    )


def pack_items(organisation: Organisation, checks: Sequence[Check]) -> tuple[Item, ...]:
    """Those that belong to it, and whatever else was seen of it."""
    usual = PACK[organisation.kind]
    return (*usual, *[each.item for each in checks if each.item not in usual])


def _of_pack(organisation: Organisation, item: Item, checks: Sequence[Check]) -> Check:
    found = next((each for each in checks if each.item is item), None)
    return found or _nothing_yet(organisation, item)


def _nothing_yet(organisation: Organisation, item: Item) -> Check:
    return Check(
        subject=Subject.ORGANISATION,
        subject_id=organisation.id,
        item=item,
        owner=owner_of(item),
        opened_at=NEVER,
    )


def _tick_in_pack(organisation: Organisation, item: Item) -> Button:
    return button(f"check_{item.value}", "check.tick", organisation.id, option=item.value)


def pack_ends(organisation: Organisation, checks: Sequence[Check], today: date) -> tuple[str, Card] | None:
    """N14, to its people: what runs out soon; None where nothing does any more."""
    ending = [each for each in checks if each.running_out(today)]
    if not ending:
        return None
    buttons = _first_is_main([_tick_in_pack(organisation, each.item) for each in ending])
    card = Card(
        title=words("nudge.n14_title"),
        lines=(para("nudge.n14_pack", name=organisation.name), *[_line(each, today) for each in ending]),
        buttons=(tuple(buttons[:MOST_BUTTONS]),),
    )
    return words("remind.N14_pack", what=listed(ending)), card


def before_start(view: MatchView) -> tuple[Line, ...]:
    """A line for cards that say what comes next."""
    missing = view.checklist.missing
    return (fact("before_start", by_owner(missing)),) if missing else ()
