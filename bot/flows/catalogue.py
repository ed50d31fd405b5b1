"""Every flow there is, as data."""

from collections.abc import Mapping
from decimal import Decimal

from bot.chat.form import Choice, Date, Number, Place, Text
from bot.domain.listings import ContactKind, ListingKind
from bot.flows.cost_flows import COSTS
from bot.flows.eligibility import asks_for_dbs, judged
from bot.flows.flow import Field, Flow
from bot.flows.flow import options as _options
from bot.flows.likely import SKILLS
from bot.flows.pledge_flows import PLEDGE_FLOWS
from bot.flows.provider_flows import PROVIDE
from bot.flows.remark_flows import REMARK_FLOWS
from bot.flows.whose import GROUP
from bot.services import menu

LEAVE = "_leave"  # the circumstance that the person has an employer who may pay for the time
NARROW = {"_narrow": frozenset({"ask"})}
GIFTS: Mapping[str, ListingKind] = {
    "space": ListingKind.GOODS_OR_SPACE,
    "goods": ListingKind.GOODS_OR_SPACE,
    "catering": ListingKind.SKILLS,
    "training": ListingKind.SKILLS,
    "time": ListingKind.ONGOING,
}
"""What a group can give, and what that is to the matcher."""

KIND = Choice(options=_options("kind", *(kind.value for kind in ListingKind)))
CONTACT = Choice(options=_options("contact", *(kind.value for kind in ContactKind)))
TEAM = {"kind": frozenset({ListingKind.TEAM_DAY.value})}
HOURS = Number(
    least=Decimal("0.5"),
    most=Decimal(2000),
    unit="hours",
    offered=_options("offered_hours", "1", "2", "4", "8"),
)
AMOUNT = Number(least=Decimal("0.25"), most=Decimal(2000), unit="hours")
AGAIN = Choice(options=_options("answer", "yes", "no"))


def _amount(least: str) -> Number:
    return Number(least=Decimal(least), most=Decimal(2000), unit="hours")


def _team(least: int) -> Number:
    return Number(least=Decimal(least), most=Decimal(500))


OFFER = Flow(
    name="offer",
    version=1,
    review=True,
    fields=(
        Field(name="kind", kind=KIND),
        Field(name="what", kind=Text(most=300, lines=3, open=True)),
        Field(
            name="where",
            kind=Place(offered=_options("offered_place", "remote", "anywhere"), several=True),
        ),
        Field(name="when", kind=Date(offered=_options("offered_when", "any time"))),
        Field(name="hours", kind=HOURS),
        Field(
            name="leave",
            kind=Choice(options=_options("leave", "agreed", "to_ask", "own")),
            only_if={LEAVE: frozenset({"ask"})},
        ),
        Field(name="languages", kind=Text(most=120, open=True), optional=True),
        Field(name="checks", kind=Text(most=120, open=True), optional=True),
        Field(name="people", kind=_team(2), only_if=TEAM),
        GROUP,
        SKILLS,
    ),
)

NEED = Flow(
    name="need",
    version=1,
    review=True,
    fields=(
        Field(name="kind", kind=KIND),
        Field(name="what", kind=Text(most=300, lines=3, open=True)),
        Field(name="where", kind=Place(offered=_options("offered_place", "remote"))),
        Field(name="when", kind=Date(offered=_options("offered_when", "any time"))),
        Field(name="hours", kind=HOURS),
        Field(name="people", kind=_team(1)),
        Field(name="provides", kind=Text(most=200, open=True), optional=True),
        Field(name="languages", kind=Text(most=120, open=True), optional=True),
        Field(name="checks", kind=Text(most=120, open=True), optional=True),
        Field(name="contact", kind=CONTACT, where=asks_for_dbs),
        GROUP,
        SKILLS,
    ),
    judge=judged,
)

GIVE = Flow(
    name="give",
    version=1,
    review=True,
    fields=(
        Field(name="kind", kind=Choice(options=_options("gift", *GIFTS))),
        Field(name="what", kind=Text(most=300, lines=3, open=True)),
        Field(name="where", kind=Place(offered=_options("offered_place", "remote", "anywhere"))),
        Field(name="when", kind=Date(offered=_options("offered_when", "any time"))),
        Field(name="hours", kind=HOURS),
        GROUP,
    ),
)
"""What a group offers to other groups."""

BROWSE = Flow(
    name="browse",
    version=1,
    submit="show",
    fields=(
        Field(
            name="kind",
            kind=Choice(options=_options("menu_kind", "any", *menu.codes())),
            among="_kinds",
            usual=("any",),
        ),
        Field(name="what", kind=Text(most=100), optional=True, only_if=NARROW),
        Field(
            name="where",
            kind=Place(offered=_options("offered_place", "remote")),
            optional=True,
            only_if=NARROW,
        ),
        Field(name="when", kind=Date(), optional=True, only_if=NARROW),
    ),
)

COORDINATE = Flow(name="coordinate", version=1, fields=(Field(name="code", kind=Text(most=40)),))

DATE = Flow(
    name="date", version=1, review=True, fields=(Field(name="when", kind=Date(exact=True, repeats=True)),)
)

PAUSE = Flow(
    name="pause",
    version=1,
    fields=(
        Field(
            name="until",
            kind=Date(
                single=True,
                offered=_options("offered_pause", "in two weeks", "in a month", "in three months"),
            ),
        ),
    ),
)

DELIVERED = Flow(name="delivered", version=1, fields=(Field(name="hours", kind=_amount("0.25")),))

SETTLE = Flow(
    name="settle",
    version=3,
    fields=(
        Field(name="hours", kind=_amount("0.25")),
        Field(
            name="evidence",
            kind=Text(most=500, lines=3, files=True),
            only_if={"_evidence": frozenset({"ask"})},
        ),
    ),
)
EVIDENCE = Flow(
    name="evidence", version=1, fields=(Field(name="what", kind=Text(most=500, lines=3, files=True)),)
)

EDIT = Flow(name="edit", version=1, fields=(Field(name="hours", kind=_amount("0.5")),))

THANKS = "_thanks"  # the circumstance that nobody has said thank you yet
FEEDBACK = Flow(
    name="feedback",
    version=1,
    fields=(
        Field(name="stars", kind=Choice(options=_options("stars", "5", "4", "3", "2", "1"))),
        Field(name="sentence", kind=Text(most=500, lines=3), optional=True),
        Field(name="again", kind=AGAIN),
        Field(
            name="thanks",
            kind=Text(most=300, lines=2),
            optional=True,
            only_if={THANKS: frozenset({"ask"})},
        ),
    ),
)


def _reason(name: str, *codes: str) -> Flow:
    return Flow(
        name=name, version=1, fields=(Field(name="reason", kind=Choice(options=_options("reason", *codes))),)
    )


DISMISS = _reason("dismiss", "not_fit", "too_far", "capacity", "not_now")
SAY_NO = _reason("say_no", "no_time", "not_fit", "too_far", "not_needed")
GIVE_UP = _reason("give_up", "nobody", "too_late", "too_far", "not_fit", "not_needed")
CANNOT = _reason("cannot", "ill", "no_time", "date", "not_needed", "less", "colleague")
END = _reason("end", "no_answer", "ill", "no_time", "date", "not_fit", "not_needed", "elsewhere", "concern")
NOT_DELIVERED = _reason("not_delivered", "did_not_happen", "stayed_away", "group_away", "ill", "not_needed")
WITHDRAW = _reason("withdraw", "not_needed", "elsewhere", "no_time", "ill", "nobody")
SWAP = Flow(name="swap", version=1, fields=(Field(name="colleague", kind=Text(most=80)),))
RESCOPE = Flow(
    name="rescope",
    version=1,
    fields=(
        Field(name="what", kind=Choice(options=_options("rescoped", "hours", "place"))),
        Field(name="hours", kind=_amount("0.25"), only_if={"what": frozenset({"hours"})}),
        Field(name="place", kind=Place(), only_if={"what": frozenset({"place"})}),
    ),
)
OFF = Flow(
    name="off",
    version=1,
    fields=(
        Field(name="scope", kind=Choice(options=_options("scope", "date", "all"))),
        Field(name="reason", kind=Choice(options=_options("reason", "ill", "no_time", "date", "not_needed"))),
    ),
)
"""Of a match with several dates to come."""


STORY = Flow(
    name="story",
    version=1,
    review=True,
    fields=tuple(
        Field(name=name, kind=Text(most=400, lines=4, public=True)) for name in ("before", "done", "change")
    ),
)
CONSENT = Flow(
    name="consent",
    version=1,
    fields=tuple(Field(name=name, kind=AGAIN) for name in ("name", "photo", "publication")),
)
"""Of the story as it stands; each is asked by itself."""

CAPACITY_VOLUNTEER = Flow(
    name="capacity_volunteer",
    version=1,
    fields=(
        Field(name="at_once", kind=Number(least=Decimal(1), most=Decimal(20), unit="count")),
        Field(name="month", kind=_amount("0.5"), optional=True),
        Field(name="standby", kind=AGAIN),
    ),
)
CAPACITY_HOST = Flow(
    name="capacity_host",
    version=1,
    fields=(
        Field(name="at_once", kind=Number(least=Decimal(1), most=Decimal(50), unit="count")),
        Field(name="largest", kind=_team(1), optional=True),
        Field(name="notice", kind=Choice(options=_options("notice", "usual", "0", "2", "5", "10"))),
        Field(name="supervision", kind=Text(most=120), optional=True),
    ),
)


DBS_LEVELS = ("basic", "standard", "enhanced", "enhanced_barred")
CHECK = Flow(
    name="check",
    version=1,
    fields=(
        Field(name="outcome", kind=Choice(options=_options("check_outcome", "seen", "not_needed"))),
        Field(
            name="level",
            kind=Choice(options=_options("dbs_level", *DBS_LEVELS)),
            only_if={"_level": frozenset({"ask"}), "outcome": frozenset({"seen"})},
        ),
        Field(
            name="until",
            kind=Date(single=True, ends=True),
            only_if={"_until": frozenset({"ask"}), "outcome": frozenset({"seen"})},
        ),
        Field(name="contact", kind=Text(most=120), optional=True, only_if={"_contact": frozenset({"ask"})}),
    ),
)
"""A line of a checklist: that it was seen and until when, never what it says."""


def _words(name: str) -> Flow:
    return Flow(name=name, version=1, fields=(Field(name="words", kind=Text(most=1000, lines=4)),))


DECLINE = _words("decline")
REFUSE = _words("refuse")
ASK = _words("ask")
ANSWER = _words("answer_back")
CHANGE = _words("change")
OTHER_TIME = _words("other_time")
PROBLEM = _words("problem")
CONCERN = _words("concern")
REPLY = _words("reply")
REACH = Flow(name="reach", version=1, fields=(Field(name="ways", kind=Text(most=300, lines=2, secret=True)),))
LEAVE_OUT = Flow(name="leave_out", version=1, fields=(Field(name="numbers", kind=Text(most=60)),))

FLOWS: Mapping[str, Flow] = {
    flow.name: flow
    for flow in (
        OFFER,
        NEED,
        GIVE,
        PROVIDE,
        COSTS,
        BROWSE,
        COORDINATE,
        DATE,
        PAUSE,
        DELIVERED,
        SETTLE,
        EVIDENCE,
        EDIT,
        FEEDBACK,
        DISMISS,
        SAY_NO,
        GIVE_UP,
        CANNOT,
        END,
        NOT_DELIVERED,
        WITHDRAW,
        SWAP,
        RESCOPE,
        STORY,
        CONSENT,
        CAPACITY_VOLUNTEER,
        CAPACITY_HOST,
        CHECK,
        OFF,
        DECLINE,
        REFUSE,
        ASK,
        ANSWER,
        CHANGE,
        OTHER_TIME,
        PROBLEM,
        CONCERN,
        REPLY,
        LEAVE_OUT,
        REACH,
        *PLEDGE_FLOWS,
        *REMARK_FLOWS,
    )
}
