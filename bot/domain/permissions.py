"""Who may do what: one table. Every use case asks it, with what our own rows say at that moment."""

from collections.abc import Mapping, Set
from enum import StrEnum


class As(StrEnum):
    """In what capacity somebody acts. Being in a chat, or an administrator of one, is none."""

    COORDINATOR = "coordinator"
    OWNER = "owner"  # of the offer or need; of a group's anybody of the group
    PARTY = "party"  # one of the two sides of the match; of a group anybody of it
    VOLUNTEER = "volunteer"  # the one who helps in the match, and nobody for them
    ASKED = "asked"  # the colleague who was asked to take a match over
    MEMBER = "member"  # acts for that organisation
    CHAMPION = "champion"  # leads the volunteering of that employer
    COMMISSIONER = "commissioner"  # buys for whom the pledges were made to
    SELF = "self"  # the person whom it is about


class Act(StrEnum):
    DECIDE_ORGANISATION = "decide_organisation"
    DECIDE_LISTING = "decide_listing"
    DECIDE_MATCH = "decide_match"
    DECIDE_PLEDGE = "decide_pledge"
    PAIR = "pair"
    ASK_STANDBY = "ask_standby"
    WRITE_TO_A_SIDE = "write_to_a_side"
    SETTLE_HOURS = "settle_hours"
    HOLD = "hold"
    LOOK_UP = "look_up"  # the queue, anybody's card, the report
    TAKE_IN_HAND = "take_in_hand"
    REMOVE_COORDINATOR = "remove_coordinator"
    REMOVE_COMMISSIONER = "remove_commissioner"
    TEACH_WORDS = "teach_words"
    TAG_OUTCOME = "tag_outcome"  # say what a need is good for
    ANSWER_FOR_LISTING = "answer_for_listing"  # change, take back, renew, answer a question about it
    ANSWER_FOR_MATCH = "answer_for_match"  # yes, no, dates, hours, feedback
    NOTE_LEARNED = "note_learned"  # keep a note of what they learned, for themselves
    CANCEL_MATCH = "cancel_match"
    TALK = "talk"
    SHARE_DETAILS = "share_details"  # a phone number or an e-mail address, with the other side
    TAKE_OVER = "take_over"
    TICK_CHECK = "tick_check"
    TICK_PACK = "tick_pack"
    ANSWER_FOR_ORGANISATION = "answer_for_organisation"
    PRINT_POSTER = "print_poster"
    LIST_PROVIDER = "list_provider"  # enter, change, confirm and take off a line of the provider list
    PLEDGE = "pledge"  # enter, see and change what an organisation has promised, and say what was given of it
    CONFIRM_RECEIPT = "confirm_receipt"  # of what was given to the group
    PIN_MENU = "pin_menu"  # have the menu posted in a chat of several people, or no more
    SEE_COMPANY = "see_company"  # what came of an employer's help, together
    SAY_CAUSES = "say_causes"  # what the employer cares about
    SEE_FUNDED = "see_funded"  # what became of pledges made to whom they buy for
    BE_FORGOTTEN = "be_forgotten"


COORDINATORS = frozenset({As.COORDINATOR})

MAY: Mapping[Act, Set[As]] = {
    Act.DECIDE_ORGANISATION: COORDINATORS,
    Act.DECIDE_LISTING: COORDINATORS,
    Act.DECIDE_MATCH: COORDINATORS,
    Act.DECIDE_PLEDGE: COORDINATORS,
    Act.PAIR: COORDINATORS,
    Act.ASK_STANDBY: COORDINATORS,
    Act.WRITE_TO_A_SIDE: COORDINATORS,
    Act.SETTLE_HOURS: COORDINATORS,
    Act.HOLD: COORDINATORS,
    Act.LOOK_UP: COORDINATORS,
    Act.TAKE_IN_HAND: COORDINATORS,
    Act.REMOVE_COORDINATOR: COORDINATORS,
    Act.REMOVE_COMMISSIONER: COORDINATORS,
    Act.TEACH_WORDS: COORDINATORS,
    Act.TAG_OUTCOME: COORDINATORS,
    Act.ANSWER_FOR_LISTING: frozenset({As.OWNER}),
    Act.ANSWER_FOR_MATCH: frozenset({As.PARTY}),
    Act.NOTE_LEARNED: frozenset({As.VOLUNTEER}),
    Act.CANCEL_MATCH: frozenset({As.PARTY, As.COORDINATOR}),
    Act.TALK: frozenset({As.PARTY}),
    Act.SHARE_DETAILS: frozenset({As.PARTY}),
    Act.TAKE_OVER: frozenset({As.ASKED}),
    Act.TICK_CHECK: frozenset({As.PARTY, As.COORDINATOR}),
    Act.TICK_PACK: frozenset({As.MEMBER, As.COORDINATOR}),
    Act.ANSWER_FOR_ORGANISATION: frozenset({As.MEMBER}),
    Act.PRINT_POSTER: frozenset({As.OWNER, As.MEMBER, As.COORDINATOR}),
    Act.LIST_PROVIDER: frozenset({As.MEMBER, As.COORDINATOR}),
    Act.PLEDGE: frozenset({As.CHAMPION, As.COORDINATOR}),
    Act.CONFIRM_RECEIPT: frozenset({As.MEMBER}),
    Act.PIN_MENU: frozenset({As.CHAMPION, As.COORDINATOR}),
    Act.SEE_COMPANY: frozenset({As.CHAMPION}),
    Act.SAY_CAUSES: frozenset({As.CHAMPION}),
    Act.SEE_FUNDED: frozenset({As.COMMISSIONER}),
    Act.BE_FORGOTTEN: frozenset({As.SELF}),
}

NOT_YOURS: Mapping[Act, str] = {
    **dict.fromkeys(
        (Act.ANSWER_FOR_LISTING, Act.TICK_PACK, Act.ANSWER_FOR_ORGANISATION, Act.LIST_PROVIDER),
        "listing.not_yours",
    ),
    **dict.fromkeys(
        (
            *(Act.ANSWER_FOR_MATCH, Act.CANCEL_MATCH, Act.TALK, Act.TAKE_OVER),
            *(Act.TICK_CHECK, Act.SHARE_DETAILS, Act.NOTE_LEARNED),
        ),
        "match.not_yours",
    ),
    Act.PRINT_POSTER: "poster.not_yours",
    Act.PLEDGE: "pledge.who",
    Act.CONFIRM_RECEIPT: "instalment.not_yours",
    Act.PIN_MENU: "noticeboard.who",
    Act.SEE_COMPANY: "company.who",
    Act.SAY_CAUSES: "company.who",
    Act.SEE_FUNDED: "commissioner.who",
    Act.BE_FORGOTTEN: "button.not_yours",
}
"""What is said to everybody else; "Only coordinators can do that" where nothing stands here."""


def may(act: Act, being: Set[As]) -> bool:
    return bool(MAY[act] & being)


def why_not(act: Act) -> str:
    """The key of the sentence for those who may not."""
    return NOT_YOURS.get(act, "role.coordinators_only")
