"""Checklists in chat: lines ticked by button, in a command, or in a plain sentence of a coordinator."""

import calendar
import re
from collections.abc import Mapping
from datetime import date

from bot.chat.incoming import Pressed
from bot.chat.outgoing import Card
from bot.domain.checklists import (
    CHECK_INS,
    HAS_A_CONTACT,
    MAY_BE_SPARED,
    PACK,
    RUNS_OUT,
    Item,
)
from bot.domain.conversations import Conversation
from bot.domain.history import Subject
from bot.domain.listings import Listing
from bot.domain.matches import Match
from bot.domain.organisations import Organisation, OrganisationKind
from bot.domain.permissions import Act
from bot.domain.refusal import Refusal
from bot.flows.answers import take, when_of
from bot.flows.asking import Press
from bot.flows.catalogue import CHECK, DBS_LEVELS
from bot.flows.scene import Scene
from bot.flows.settled import settled
from bot.flows.talk import Acts, Replies, begin
from bot.reading.unread import Unread
from bot.reading.when import Day
from bot.services import ticking
from bot.services.desk_cards import found
from bot.services.matches import party_of
from bot.services.moves import view_of
from bot.services.roles import must
from bot.services.ticking import Answer
from bot.texts import checklist_cards
from bot.texts.cards import note
from bot.texts.catalogue import words
from bot.texts.times import listed

NUMBER = re.compile(r"#?(?:[moMO]_)?([0-9A-Za-z]{8,12})(?![0-9A-Za-z])")
SPARED = re.compile(r"\bnot (?:needed|required|necessary)\b|\bno need\b", re.IGNORECASE)
REOPENED = re.compile(r"\b(?:open|not seen|reopen|missing)\b", re.IGNORECASE)
UNTIL = re.compile(
    r"\b(?:until|till|til|to|expires?(?: on)?|valid (?:to|until)|runs out(?: on)?)\b(.*)", re.IGNORECASE
)
A_MONTH = re.compile(r"\s*(\d{4})-(\d{2})[\s.!]*")
SAYS_SO = re.compile(
    r"\b(?:seen|saw|checked|valid|until|expires?|runs|have|has|agreed|approved|not needed)\b", re.I
)
CALLED: Mapping[Item, str] = {
    Item.DBS: r"dbs|crb",
    Item.LINE_MANAGER: r"(?:line )?manager\'?s?(?: ok)?|line_manager",
    Item.RISK_ASSESSMENT: r"risk[ _]assessment|\bra\b",
    Item.EMPLOYERS_LIABILITY: r"employer(?:s\'?|\'s)?[ _]liability",
    Item.OWN_COVER: r"(?:own|company|employer(?:s\'?|\'s)?)[ _](?:cover|insurance)",
    Item.PUBLIC_LIABILITY: r"public[ _]liability|\bpli?\b|insurance",
    Item.SAFEGUARDING: r"safeguarding(?:[ _]policy)?",
    Item.DATA_PROTECTION: r"data[ _]protection",
    Item.CONSTITUTION: r"constitution|charity number",
    Item.TRUSTEE_CHECKS: r"trustee[ _]checks?",
    Item.CHAIR: r"chair",
    Item.OBSERVED: r"observed|meeting",
    Item.APPOINTED: r"appointed",
    Item.AFTER_3: r"after_3|three months|3 months",
    Item.AFTER_12: r"after_12|twelve months|12 months|a year",
    Item.OTHER_CHECK: r"other[ _]check|licen[cs]e|certificate",
}


async def checks(scene: Scene, rest: str) -> Replies:
    """`checks NUMBER`: of a match or an organisation, for coordinators; else what is mine to see to."""
    if rest.strip() and scene.person.coordinates:
        await _show(scene, await _subject(scene, rest))
        return ()
    shown = await _show_mine(scene)
    if not shown:
        await scene.say(note("check.how" if scene.person.coordinates else "check.nothing"))
    return ()


async def _show_mine(scene: Scene) -> int:
    """A card for each match that waits for this person, and their group's pack."""
    shown, today = 0, scene.moment.today
    for match in await scene.turn.tx.matches.of_person(scene.person.id):
        view = await view_of(scene.turn, match)
        card = checklist_cards.to_do(view, party_of(scene.turn, view), today)
        if card is not None and (view.checklist.missing or view.checklist.stage):
            await scene.say(card, key=f"checks:{match.id}")
            shown += 1
    if scene.person.organisation:
        group = await scene.turn.tx.organisations.get(scene.person.organisation)
        if group.kind is OrganisationKind.COMMUNITY or scene.person.champions:
            await _show(scene, group)
            shown += 1
    return shown


async def _show(scene: Scene, one: Match | Organisation) -> None:
    turn, today = scene.turn, scene.moment.today
    if isinstance(one, Match):
        view = await view_of(turn, one)
        rows = (*view.checklist.checks, *view.checklist.path)
        card = checklist_cards.whole(view, await _names(scene, [each.seen_by for each in rows]), today)
    else:
        pack = await turn.tx.checks.of(Subject.ORGANISATION, one.id)
        card = checklist_cards.pack(one, pack, await _names(scene, [each.seen_by for each in pack]), today)
    await scene.say(card, key=f"copy:checks:{one.id}:{scene.origin.event}")


async def _names(scene: Scene, ids: list[str]) -> Mapping[str, str]:
    people = await scene.turn.tx.people.some(sorted({each for each in ids if each}))
    return {person.id: person.name for person in people}


async def _subject(scene: Scene, text: str) -> Match | Organisation:
    """Whatever has this number; of a listing, the organisation that it is of."""
    number = NUMBER.search(text)
    return await _numbered(scene, number[1] if number else "")


async def _numbered(scene: Scene, id: str) -> Match | Organisation:
    one = await found(scene.turn, id)
    if isinstance(one, Listing):
        one = await scene.turn.tx.organisations.get(one.organisation)
    if one is None:
        raise Refusal("check.how")
    return one


async def checked(scene: Scene, rest: str) -> Replies:
    """`checked NUMBER ITEM until DAY`, or `... not needed`, or `... open`."""
    must(scene.turn, Act.LOOK_UP)
    one = await _subject(scene, rest)
    item = item_in(NUMBER.sub(" ", rest, count=1), one)
    if item is None:
        raise Refusal("check.which", items=listed(words(f"check.{each.value}") for each in _items_of(one)))
    said = answer_in(NUMBER.sub(" ", rest, count=1), item, scene.moment.today, scene)
    if isinstance(said, Unread):
        raise Refusal("refused", sentence=said.reason)
    if said.seen and said.needed and said.until is None and item in RUNS_OUT:
        return await _ask(scene, one.id, item)
    await _tick(scene, one, item, said)
    await scene.say(_noted(item))
    await _show(scene, one)
    return ()


def _items_of(one: Match | Organisation) -> tuple[Item, ...]:
    return PACK[one.kind] if isinstance(one, Organisation) else tuple(Item)


def item_in(text: str, one: Match | Organisation) -> Item | None:
    """Which line is meant; insurance is an employer's own cover where it is about an employer."""
    for item, pattern in CALLED.items():
        if re.search(pattern, text, re.IGNORECASE):
            employer = isinstance(one, Organisation) and one.kind is OrganisationKind.EMPLOYER
            return Item.OWN_COVER if employer and item is Item.PUBLIC_LIABILITY else item
    return None


def answer_in(text: str, item: Item, today: date, scene: Scene) -> Answer | Unread:
    """What is said of it: until when, which level, not needed, or open again."""
    if SPARED.search(text):
        return Answer(needed=False)
    level = next((each for each in reversed(DBS_LEVELS) if each.replace("_", " ") in text.lower()), "")
    ends = UNTIL.search(text)
    if ends is None:
        return Answer(seen=REOPENED.search(text) is None, level=level if item is Item.DBS else "")
    until = day_in(ends[1], scene)
    if isinstance(until, Unread):
        return until
    return Answer(level=level if item is Item.DBS else "", until=until)


def day_in(text: str, scene: Scene) -> date | Unread:
    """A day; of a month its last one, as certificates are read: "2027-05", "May 2027"."""
    month = A_MONTH.fullmatch(text)
    if month and 1 <= int(month[2]) <= 12:
        year, number = int(month[1]), int(month[2])
        return date(year, number, calendar.monthrange(year, number)[1])
    taken = take(CHECK, CHECK.field("until"), (text.strip(" .!,"),), scene.moment)
    return taken if isinstance(taken, Unread) else _day(taken[0], scene)


def _day(answer: str, scene: Scene) -> date | Unread:
    when = when_of(answer, scene.moment)
    if isinstance(when, Day):
        return when.date
    return when if isinstance(when, Unread) else Unread(words("answer.one_day"))


async def in_a_sentence(scene: Scene, text: str) -> Replies | None:
    """ "I have seen the DBS for 7Q2K9DXRAB, valid until May 2027"; None for anything else."""
    if not scene.person.coordinates or not SAYS_SO.search(text):
        return None
    number = next((each[1] for each in NUMBER.finditer(text) if re.search(r"\d", each[1])), None)
    one = await found(scene.turn, number) if number else None
    if number is None or not isinstance(one, Match | Organisation):
        return None
    rest = text.replace(number, " ", 1)
    return await checked(scene, f"{number} {rest}") if item_in(rest, one) else None


async def _press(scene: Scene, event: Pressed) -> Replies:
    """What has to be said about it is asked; what is only a yes is done."""
    item = _item(event.action.option)
    one = await _numbered(scene, event.action.subject)
    if isinstance(one, Match):
        ticking.may_tick(scene.turn, await view_of(scene.turn, one), item)
    if item in CHECK_INS:
        await settled(scene, event, "settled.going_on")
    return await _ask(scene, one.id, item)


def _item(value: str) -> Item:
    if value not in {each.value for each in Item}:
        raise Refusal("button.unknown")
    return Item(value)


async def _ask(scene: Scene, subject: str, item: Item) -> Replies:
    answers: dict[str, tuple[str, ...]] = {} if item in MAY_BE_SPARED else {"outcome": ("seen",)}
    asked = {
        "_level": item is Item.DBS,
        "_until": item in RUNS_OUT,
        "_contact": item in HAS_A_CONTACT,
    }
    answers |= {name: ("ask",) for name, yes in asked.items() if yes}
    return await begin(scene, CHECK, answers=answers, subject=subject, option=item.value, form=True)


async def _checked(scene: Scene, talk: Conversation) -> Replies:
    one, given = await _numbered(scene, talk.subject), talk.answers
    until = _day(given["until"][0], scene) if given.get("until") else None
    if isinstance(until, Unread):
        raise Refusal("refused", sentence=until.reason)
    said = Answer(
        needed=given.get("outcome") != ("not_needed",),
        level=" ".join(given.get("level", ())),
        until=until,
        note=" ".join(given.get("contact", ())),
    )
    item = _item(talk.option)
    await _tick(scene, one, item, said)
    if item not in CHECK_INS:
        await scene.say(_noted(item))
    return ()


def _noted(item: Item) -> Card:
    key = "check.noted_for_you" if item in RUNS_OUT else "check.noted_plainly"
    return note(key, what=words(f"check.{item.value}"))


async def _tick(scene: Scene, one: Match | Organisation, item: Item, said: Answer) -> None:
    if isinstance(one, Match):
        await ticking.tick(scene.turn, one.id, item, said)
    else:
        await ticking.tick_pack(scene.turn, one.id, item, said)


async def _show_press(scene: Scene, event: Pressed) -> Replies:
    must(scene.turn, Act.LOOK_UP)
    await _show(scene, await _numbered(scene, event.action.subject))
    return ()


CHECK_PRESSES: Mapping[str, Press] = {
    "check.tick": _press,
    "desk.checks": _show_press,
}
CHECK_ACTS: Acts = {"check": _checked}
