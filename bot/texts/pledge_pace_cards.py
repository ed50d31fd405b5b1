"""N11: a pledge that falls behind, and its report for the commissioner."""

from collections.abc import Sequence
from datetime import date

from bot.chat.outgoing import Button, Card, Line, Look
from bot.domain.measures import HOURS
from bot.domain.organisations import Organisation
from bot.domain.pledges import Change, ChangeState, Pledge
from bot.domain.progress import Progress
from bot.texts.cards import bracketed, button, cut, fact, para
from bot.texts.catalogue import words
from bot.texts.pledge_cards import amount, pledge_card, say_what_was_given, title
from bot.texts.pledge_change_cards import what
from bot.texts.times import written_date as day


def line(came: Progress) -> str:
    """The reminder in a few words."""
    terms = came.pledge.terms
    missing = amount(came.pledge.expected - came.verified, terms.unit)
    return words("remind.N11", missing=missing, contract=cut(terms.contract, 40))


def behind(came: Progress, today: date) -> Card:
    """Never a threat: what is missing, until when, and three ways to go on."""
    pledge, unit = came.pledge, came.pledge.terms.unit
    in_hours = unit == HOURS
    return Card(
        title=words("pace.title", contract=cut(pledge.terms.contract, 40)),
        lines=(
            para(
                "pace.so_far",
                verified=amount(came.verified, unit),
                promised=amount(came.promised, unit),
                due=amount(came.due(today) if in_hours else came.due(today) // 1, unit),
            ),
            para(
                "pace.left",
                open=amount(came.open, unit),
                forecast=amount(came.forecast, unit),
                ends=day(pledge.terms.ends),
            ),
            para("pace.what_now" if in_hours else "pace.what_now_given"),
        ),
        buttons=(
            (
                _fits(pledge) if in_hours else say_what_was_given(pledge),
                button("show_pledge", "pledge.show", pledge.id, pledge.revision, about=title(pledge)),
                _ways(pledge),
            ),
        ),
    )


def _fits(pledge: Pledge) -> Button:
    return button("fits", "pledge.fits", pledge.id, pledge.revision, look=Look.MAIN, about=title(pledge))


def _ways(pledge: Pledge) -> Button:
    return button("ways", "pledge.ways", pledge.id, pledge.revision, about=title(pledge))


def without_champion(came: Progress, organisation: Organisation) -> Card:
    pledge = came.pledge
    return Card(
        title=title(pledge),
        lines=(
            para("pace.without_champion", name=organisation.name),
            para("pledge.as_line", line=line(came)),
        ),
        buttons=((button("show_pledge", "pledge.show", pledge.id, pledge.revision), _ways(pledge)),),
    )


def for_commissioner(
    came: Progress, organisation: Organisation, changes: Sequence[Change], today: date
) -> Card:
    """All that is known of it, to be passed on as it stands."""
    return Card(
        title=words("pace.report", contract=cut(came.pledge.terms.contract, 40)),
        lines=(
            para("pace.pass_on", commissioner=came.pledge.terms.commissioner),
            *of_it(came, organisation, changes, today),
        ),
    )


def of_it(
    came: Progress, organisation: Organisation, changes: Sequence[Change], today: date
) -> tuple[Line, ...]:
    """How far it came, and what was agreed to be otherwise."""
    agreed = [each for each in changes if each.state is ChangeState.AGREED]
    noted = (fact("changed_to", bracketed(what(came.pledge, each), cut(each.reason, 120))) for each in agreed)
    return (*pledge_card(came, organisation, today).lines, *noted)


def fits(came: Progress, shown: int, many: int) -> Card:
    """Below the needs that would fill the gap."""
    open_ = amount(came.open, came.pledge.terms.unit)
    return Card(
        lines=(para("pace.fits", shown=str(shown), many=str(many), open=open_),),
        buttons=((button("browse", "go.browse", look=Look.MAIN), _ways(came.pledge)),),
    )


def nothing_fits(pledge: Pledge) -> Card:
    return Card(lines=(para("pace.nothing_fits"),), buttons=((_ways(pledge), button("browse", "go.browse")),))


def which(offer_id: str, what_it_is: str, pledges: Sequence[Pledge]) -> Card:
    """An offer of theirs is live: does it count for one of the first two of these?"""
    counts = tuple(
        button(
            "count_for",
            "pledge.count",
            each.id,
            each.revision,
            option=offer_id,
            look=Look.MAIN if at == 0 else Look.QUIET,
            about=title(each),
            contract=cut(each.terms.contract, 24),
        )
        for at, each in enumerate(pledges[:2])
    )
    return Card(
        title=words("pace.which_title"),
        lines=(para("pace.which", what=what_it_is),),
        buttons=((*counts, button("counts_for_none", "pledge.none", offer_id)),),
    )
