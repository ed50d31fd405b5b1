"""What has to be in place before a match may start: who sees to it, who has seen it, until when. Pure.

Nothing of a certificate is kept but that somebody has seen it: no number, no content.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from bot.domain.history import Subject
from bot.domain.listings import ListingKind, Terms
from bot.domain.organisations import OrganisationKind


class Owner(StrEnum):
    """Who sees to it. A volunteer also asks their line manager, and their employer about its insurance."""

    HOST = "host"
    VOLUNTEER = "volunteer"
    COORDINATOR = "coordinator"


class Item(StrEnum):
    CONSTITUTION = "constitution"
    SAFEGUARDING = "safeguarding"
    PUBLIC_LIABILITY = "public_liability"
    EMPLOYERS_LIABILITY = "employers_liability"
    RISK_ASSESSMENT = "risk_assessment"
    DATA_PROTECTION = "data_protection"
    OWN_COVER = "own_cover"
    DBS = "dbs"
    OTHER_CHECK = "other_check"
    LINE_MANAGER = "line_manager"
    CHAIR = "chair"
    OBSERVED = "observed"
    TRUSTEE_CHECKS = "trustee_checks"
    APPOINTED = "appointed"
    AFTER_3 = "after_3"
    AFTER_12 = "after_12"


I = Item  # noqa: E741
PACK = {
    OrganisationKind.COMMUNITY: (
        I.CONSTITUTION,
        I.SAFEGUARDING,
        I.PUBLIC_LIABILITY,
        I.EMPLOYERS_LIABILITY,
        I.RISK_ASSESSMENT,
        I.DATA_PROTECTION,
    ),
    OrganisationKind.EMPLOYER: (I.OWN_COVER,),
}
"""An organisation's due-diligence pack: seen once, good for all its matches until it runs out."""
IN_A_PACK = frozenset(item for items in PACK.values() for item in items)
PATH = (I.CHAIR, I.OBSERVED, I.TRUSTEE_CHECKS, I.APPOINTED)
"""The stages to becoming a trustee, one after the other."""
CHECK_INS = {I.AFTER_3: 91, I.AFTER_12: 365}
"""Days after the appointment on which both are asked how it goes."""
RUNS_OUT = frozenset({*IN_A_PACK, I.DBS, I.OTHER_CHECK} - {I.CONSTITUTION})
MAY_BE_SPARED = frozenset({I.DBS, I.OTHER_CHECK, I.EMPLOYERS_LIABILITY})
"""Where whoever it is for may decide that it is not needed."""
HAS_A_CONTACT = frozenset({I.SAFEGUARDING, I.DATA_PROTECTION})
SOON = timedelta(days=31)  # before something runs out its owner is told
HANDS_ON = (ListingKind.TEAM_DAY, ListingKind.ONGOING)
PAID = ("agreed", "to_ask")
MOST_KNOWN = 1_000  # texts of needs, each of which is asked about at every step of its matches

_DBS = re.compile(r"\b(?:dbs|crb|criminal record|disclosure|barring)\b", re.IGNORECASE)
_AT_RISK = (
    r"(?:child(?:ren)?|kids?|toddlers?|bab(?:y|ies)|pupils?|under[- ]?(?:5|11|16|18)s?|teenagers?|youngsters?"
    r"|young (?:people|persons?|carers?)|youths?|vulnerable|adults? at risk|dementia"
    r"|learning disabilit(?:y|ies)|elderly|frail|housebound|older people|refugees?|asylum seekers?)"
)
_CONTACT = re.compile(
    r"\b(?:with|to|mentor\w*|tutor\w*|teach\w*|coach\w*|befriend\w*|visit\w*|help\w*|support\w*|driv\w*"
    r"|tak\w+|look\w* after|supervis\w*|play\w*)\s+(?:[\w'’-]+\s+){0,3}?" + _AT_RISK + r"\b(?!['’])",
    re.IGNORECASE,
)
"""Being with them, not merely doing something that serves them: the accounts of a charity need no check."""


def about_people_at_risk(need: Terms) -> bool:
    """Whether its own words speak of being with children, or with adults who may be at risk."""
    return _with_them(need.what)


@lru_cache(maxsize=MOST_KNOWN)
def _with_them(text: str) -> bool:
    return _CONTACT.search(text) is not None


def is_dbs(check: str) -> bool:
    return _DBS.search(check) is not None


def needed(need: Terms, offer: Terms) -> tuple[Item, ...]:
    """What holds up the start of such a match. A trustee's path is apart: it has stages of its own."""
    items: list[Item] = []
    at_risk = about_people_at_risk(need) and not _only_from_afar(need)
    if at_risk:
        items.append(I.SAFEGUARDING)
    if at_risk or any(map(is_dbs, need.checks)):
        items.append(I.DBS)
    if not all(map(is_dbs, need.checks)):
        items.append(I.OTHER_CHECK)
    if _hands_on(need, offer):
        items += [I.RISK_ASSESSMENT, I.PUBLIC_LIABILITY]
        if offer.people > 1 and offer.leave in PAID:
            items.append(I.OWN_COVER)
    if offer.leave == "to_ask":
        items.append(I.LINE_MANAGER)
    return tuple(items)


def _only_from_afar(need: Terms) -> bool:
    return need.remote and not need.on_site


def _hands_on(need: Terms, offer: Terms) -> bool:
    """Work at the group's own place that is done with hands, or by many."""
    there = need.on_site and not need.remote
    return there and (need.kind in HANDS_ON or offer.kind is ListingKind.TEAM_DAY or offer.people > 1)


def stages(need: Terms) -> tuple[Item, ...]:
    return PATH if need.kind is ListingKind.TRUSTEE else ()


OWNERS = {
    I.CONSTITUTION: Owner.COORDINATOR,
    I.OWN_COVER: Owner.VOLUNTEER,
    I.LINE_MANAGER: Owner.VOLUNTEER,
}
"""All others are the host's: it decides which checks its role needs, and knows its own insurance."""


def owner_of(item: Item) -> Owner:
    return OWNERS.get(item, Owner.HOST)


@dataclass(frozen=True, kw_only=True)
class Check:
    """One line of a checklist, of a match or of an organisation's pack.

    `needed` False: whoever decides has said that it is not needed here. `organisation`: in whose pack it is,
    for a line of a match. `level`: of a DBS check. `note`: who is the contact, or which other check it is.
    """

    subject: Subject
    subject_id: str
    item: Item
    owner: Owner
    opened_at: datetime
    organisation: str = ""
    due: date | None = None
    needed: bool = True
    level: str = ""
    seen_on: date | None = None
    seen_by: str = ""  # a person
    until: date | None = None
    note: str = ""

    def holds(self, day: date) -> bool:
        """Whether it is in place on that day."""
        if self.seen_on is None:
            return False
        return not self.needed or self.until is None or day <= self.until

    def running_out(self, today: date) -> bool:
        return self.until is not None and self.holds(today) and self.until <= today + SOON


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """`missing` holds up the start; `ending` is in place and runs out soon. `path`: a trustee's stages."""

    checks: tuple[Check, ...] = ()
    missing: tuple[Check, ...] = ()
    ending: tuple[Check, ...] = ()
    path: tuple[Check, ...] = ()

    def missing_of(self, owner: str) -> tuple[Check, ...]:
        return tuple(each for each in self.missing if each.owner.value == owner)

    def ending_of(self, owner: str) -> tuple[Check, ...]:
        return tuple(each for each in self.ending if each.owner.value == owner)

    @property
    def stage(self) -> Check | None:
        """The next stage, or the check-in that comes after the last."""
        return next((each for each in self.path if each.seen_on is None), None)

    @property
    def check_in(self) -> Check | None:
        stage = self.stage
        return stage if stage is not None and stage.item in CHECK_INS else None

    @property
    def appointed(self) -> bool:
        """Whether somebody has come to be a trustee: then nothing that leads there is asked any more."""
        last = self.of(I.APPOINTED)
        return last is not None and last.seen_on is not None

    def of(self, item: Item) -> Check | None:
        return next((each for each in (*self.checks, *self.path) if each.item is item), None)


NOTHING_TO_CHECK = Checklist()


def checklist(lines: Sequence[Check], packs: Sequence[Check], today: date, day: date) -> Checklist:
    """How it stands: `lines` of the match with what the `packs` of its two organisations say of them.

    `day` is the next agreed date: what has run out by then is missing already.
    """
    seen = {(each.subject_id, each.item): each for each in packs}
    order = list(Item)
    merged = [_with_pack(each, seen.get((each.organisation, each.item))) for each in lines]
    merged.sort(key=lambda each: order.index(each.item))
    checks = [each for each in merged if each.item not in (*PATH, *CHECK_INS)]
    last = max(today, day)
    return Checklist(
        checks=tuple(checks),
        missing=tuple(each for each in checks if not each.holds(last)),
        ending=tuple(each for each in checks if each.holds(last) and each.running_out(today)),
        path=tuple(each for each in merged if each.item in (*PATH, *CHECK_INS)),
    )


def _with_pack(line: Check, pack: Check | None) -> Check:
    if pack is None:
        return line
    return replace(
        line, needed=pack.needed, seen_on=pack.seen_on, seen_by=pack.seen_by, until=pack.until, note=pack.note
    )


def earliest_end(checks: Sequence[Check], today: date) -> date | None:
    """When the first of what is in place runs out."""
    ends = [each.until for each in checks if each.until is not None and each.holds(today)]
    return min(ends, default=None)
