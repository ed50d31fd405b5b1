"""What a champion reads of their employer: totals together, and nobody of its people by name."""

from dataclasses import fields

from bot.chat.outgoing import Card, Line, Look
from bot.domain.company import Company, Steps
from bot.domain.organisations import Organisation
from bot.domain.progress import Total
from bot.texts.cards import button, cut, fact, para, short
from bot.texts.catalogue import words
from bot.texts.home_cards import rounded
from bot.texts.pledge_cards import amount, otherwise, percent
from bot.texts.times import apart, written_date

MOST_QUOTED = 2
MOST_UNITS = 5


def report(employer: Organisation, came: Company) -> Card:
    """How far it came, what is told of it, and what would fit the rest."""
    first, last = written_date(came.period.first), written_date(came.period.last)
    browse = button("browse", "go.browse", look=Look.MAIN)
    shown = (button("show_pledges", "go.pledges"),) if came.pledged or came.otherwise else ()
    otherwise_ = (otherwise(each) for each in came.otherwise[:MOST_UNITS])
    return Card(
        title=words("company.title", name=cut(employer.name, 80), first=first, last=last),
        lines=(
            _happened(came),
            *_steps(came),
            *otherwise_,
            *_told(came),
            *_fits(came),
            para("company.together"),
        ),
        buttons=((browse, *shown),),
    )


def digest(employer: Organisation, came: Company) -> tuple[str, Card]:
    """N17: in a few words, and as a card."""
    return _in_few_words(came), report(employer, came)


def _in_few_words(came: Company) -> str:
    """Without hours, what was given in other units; never "0 hours" beside it. What is missing of a promise
    is said here too, as this line may be all that is read among others.
    """
    given = [amount(each.verified, each.unit) for each in came.otherwise[:MOST_UNITS] if each.verified]
    if given and not came.hours:
        return words("company.given", said=apart(given))
    said = words("remind.N17", hours=rounded(came.hours))
    total = came.pledged
    if total is None:
        return said
    so_far = words(
        "company.so_far",
        promised=rounded(total.promised),
        share=percent(total.verified, total.promised),
        gap=rounded(total.gap),
    )
    return f"{said} {so_far}"


def _happened(came: Company) -> Line:
    if not came.hours:
        return para("company.none")
    return para("company.hours", hours=rounded(came.hours), groups=str(came.groups))


def _steps(came: Company) -> tuple[Line, ...]:
    """As it stands, of everything so far."""
    steps = came.steps
    if not steps.promised:
        return ()
    of = "company.offered" if came.pledged is None else "company.pledged"
    said = para(
        of,
        verified=rounded(steps.verified),
        promised=rounded(steps.promised),
        share=percent(steps.verified, steps.promised),
    )
    each = ((one.name, getattr(steps, one.name)) for one in fields(Steps))
    return (said, *(fact(f"step_{step}", rounded(amount)) for step, amount in each), *_rest(came.pledged))


def _rest(pledged: Total | None) -> tuple[Line, ...]:
    """What is to be expected of a promise, and what is not; what people offer of themselves is no debt."""
    if pledged is None:
        return ()
    risk = (fact("at_risk", rounded(pledged.at_risk)),) if pledged.at_risk else ()
    return (fact("forecast", rounded(pledged.forecast)), fact("gap", rounded(pledged.gap)), *risk)


def _told(came: Company) -> tuple[Line, ...]:
    """Only what both sides allow to be published."""
    if not came.stories:
        return ()
    quoted = tuple(para("company.story", said=cut(one.change, 300)) for one in came.stories[:MOST_QUOTED])
    return (para("company.stories", count=str(len(came.stories))), *quoted)


def _fits(came: Company) -> tuple[Line, ...]:
    if not came.fitting:
        return ()
    return (fact("would_fit", apart(short(one) for one in came.fitting)),)
