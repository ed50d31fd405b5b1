"""Another way to keep a promise, as it is asked for and decided."""

from bot.chat.outgoing import Card, Line, Look
from bot.domain.organisations import Organisation
from bot.domain.pledge_records import day_in
from bot.domain.pledges import Change, ChangeState, Pledge, PledgeMove
from bot.texts.cards import button, cut, fact, para
from bot.texts.catalogue import words
from bot.texts.pledge_cards import amount, title
from bot.texts.times import grouped
from bot.texts.times import written_date as day


def what(pledge: Pledge, change: Change) -> str:
    """In one sentence."""
    unit = pledge.terms.unit
    match change.move:
        case PledgeMove.REPLAN if change.ends is not None:
            return words("change_pledge.replan", ends=day(change.ends))
        case PledgeMove.FUND:
            return words("change_pledge.fund", amount=amount(change.amount, unit))
        case PledgeMove.REACH | PledgeMove.LAPSE | PledgeMove.WITHDRAW | PledgeMove.REOPEN:
            return words(f"pledge_move.{change.move.value}")
        case PledgeMove.CORRECT if change.corrects is not None:
            return words(
                "change_pledge.correct",
                field=words(f"corrects.{change.corrects.value}"),
                value=_said(change.value),
                was=_said(change.was),
            )
        case _:
            return words(
                "change_pledge.substitute",
                amount=amount(change.amount, unit),
                instead=change.measure,
                quantity=grouped(change.quantity),
            )


def _said(value: str) -> str:
    found = day_in(value)
    return day(found) if found else cut(value, 120) or words("pledge.no_name")


def _lines(pledge: Pledge, change: Change, organisation: Organisation) -> tuple[Line, ...]:
    return (
        fact("organisation", organisation.name),
        fact("commissioner", pledge.terms.commissioner),
        fact("what", what(pledge, change)),
        fact("reason", change.reason),
    )


def to_decide(pledge: Pledge, change: Change, organisation: Organisation) -> Card:
    about = organisation.name
    return Card(
        title=title(pledge),
        lines=(*_lines(pledge, change, organisation), para("change_pledge.to_decide")),
        buttons=(
            (
                button("agree", "pledge.agree", change.id, change.revision, look=Look.MAIN, about=about),
                button("not_agree", "pledge.refuse", change.id, change.revision, about=about),
            ),
        ),
    )


def decided(pledge: Pledge, change: Change, organisation: Organisation, name: str) -> Card:
    line = para(f"change_pledge.{change.state.value}_by", name=name)
    return Card(title=title(pledge), lines=(*_lines(pledge, change, organisation), line))


def told(pledge: Pledge, change: Change) -> Card:
    """For the organisation that promised."""
    key = "change_pledge.agreed" if change.state is ChangeState.AGREED else "change_pledge.declined"
    return Card(
        title=title(pledge),
        lines=(para(key, what=what(pledge, change)),),
        buttons=((button("show_pledge", "pledge.show", pledge.id, pledge.revision),),),
    )


def put_right(pledge: Pledge, change: Change) -> Card:
    """Before anybody has decided on it."""
    return Card(title=title(pledge), lines=(para("change_pledge.put_right", what=what(pledge, change)),))


def asked() -> Card:
    return Card(lines=(para("change_pledge.asked"),))


def ways(pledge: Pledge) -> Card:
    """What can be done where it cannot be kept as it was promised."""
    id, revision = pledge.id, pledge.revision
    return Card(
        title=title(pledge),
        lines=(para("change_pledge.ways"), para("change_pledge.fund_note")),
        buttons=(
            (
                button("replan", "pledge.replan", id, revision, look=Look.MAIN),
                button("substitute", "pledge.substitute", id, revision),
                button("fund", "pledge.fund", id, revision),
            ),
        ),
    )
