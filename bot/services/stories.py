"""What came of a match, told by its two sides: three short answers, and what each of them allows."""

from dataclasses import replace
from decimal import Decimal

from bot.domain.history import Subject
from bot.domain.matches import MatchState, Party, SessionState
from bot.domain.refusal import Refusal
from bot.domain.remarks import RemarkKind
from bot.domain.stories import Consent, Draft, Story, unnamed
from bot.domain.views import MatchView
from bot.services.matches import party_of
from bot.services.moves import locked, view_of
from bot.services.tell import tell, tell_coordinators
from bot.services.turn import Turn, remember
from bot.texts import story_cards
from bot.texts.cards import cut

TELLABLE = (MatchState.CLOSED, MatchState.CLOSED_PART)
MOST_SAID = 300


async def tellable(turn: Turn, person: str) -> list[MatchView]:
    """Matches of this person that came to something, the newest first."""
    found = await turn.tx.matches.of_person(person)
    return [await view_of(turn, match) for match in found if match.state in TELLABLE]


async def must_be_tellable(turn: Turn, match_id: str) -> MatchView:
    view = await view_of(turn, await turn.tx.matches.get(match_id))
    party_of(turn, view)
    if view.match.state not in TELLABLE:
        raise Refusal("story.too_early")
    return view


async def drafted(turn: Turn, view: MatchView, party: Party) -> Draft:
    """What the record tells, for this side to use or change: nobody is named, as nobody has allowed it yet.

    What the group passed on as thanks is both sides' to read; what it told the coordinators, its own.
    """
    thanks = await turn.tx.remarks.get(view.match.id, Party.HOST, RemarkKind.THANKS)
    said = thanks.said if thanks else ""
    feedback = await turn.tx.outcomes.feedback(view.match.id, Party.HOST)
    if not said and feedback is not None and party is Party.HOST:
        said = feedback.sentence
    people = [view.name(each) for each in Party]
    organisations = [view.organisation(each) for each in Party]
    need, delivery = view.need.listing.terms, view.delivery
    held = [each for each in view.sessions if each.state is SessionState.DONE]
    return Draft(
        needed=unnamed(need.what, people, organisations),
        hours=(delivery.verified or Decimal(0)) + delivery.additional if delivery else Decimal(0),
        skills=need.skills,
        days=tuple(sorted({turn.local(each.starts_at).date() for each in held})),
        said=unnamed(cut(said, MOST_SAID), people, organisations),
    )


async def write(turn: Turn, match_id: str, words: tuple[str, str, str]) -> Story:
    """Told, or changed, by either side; what was allowed of it before is asked again."""
    view = await locked(turn, match_id)
    party = party_of(turn, view)
    await must_be_tellable(turn, match_id)
    standing = await turn.tx.outcomes.story(match_id, lock=True)
    before, done, change = words
    if standing is not None and (standing.before, standing.done, standing.change) == words:
        return standing
    story = Story(
        match=match_id,
        before=before,
        done=done,
        change=change,
        told_by=party,
        at=turn.now,
        revision=standing.revision + 1 if standing else 1,
    )
    await turn.tx.outcomes.put_story(story)
    state = view.match.state.value
    await remember(turn, Subject.MATCH, match_id, ("story", state, state))
    card = story_cards.told(view, story, party.other)
    fact = f"story:{match_id}:{story.revision}"
    await tell(turn, view.match.person(party.other), card, fact=fact, key=f"story:{match_id}")
    return story


async def allow(turn: Turn, match_id: str, *, name: bool, photo: bool, publication: bool) -> Consent:
    """What this side allows of the story as it stands, each asked by itself."""
    view = await locked(turn, match_id)
    party = party_of(turn, view)
    story = await _story(turn, match_id)
    consent = Consent(
        match=match_id,
        party=party,
        revision=story.revision,
        name=name,
        photo=photo,
        publication=publication,
        at=turn.now,
    )
    await turn.tx.outcomes.put_consent(consent)
    state = view.match.state.value
    await remember(turn, Subject.MATCH, match_id, ("consent", state, state), "yes" if publication else "no")
    await _show(turn, view, story)
    return consent


async def withdraw(turn: Turn, match_id: str) -> None:
    """Taken back, at any time: nothing of it may be used from now on."""
    view = await locked(turn, match_id)
    party = party_of(turn, view)
    story = await _story(turn, match_id)
    for consent in await turn.tx.outcomes.consents(match_id):
        if consent.party is party:
            await turn.tx.outcomes.put_consent(replace(consent, withdrawn_at=turn.now))
    state = view.match.state.value
    await remember(turn, Subject.MATCH, match_id, ("withdraw_consent", state, state))
    await _show(turn, view, story)


async def allowed_by(turn: Turn, match_id: str, party: Party) -> Consent | None:
    found = (each for each in await turn.tx.outcomes.consents(match_id) if each.party is party)
    return next(found, None)


async def _story(turn: Turn, match_id: str) -> Story:
    story = await turn.tx.outcomes.story(match_id, lock=True)
    if story is None:
        raise Refusal("story.none")
    return story


async def _show(turn: Turn, view: MatchView, story: Story) -> None:
    """One card for the coordinators: the story, and what may be done with it."""
    consents = tuple(await turn.tx.outcomes.consents(view.match.id))
    card = story_cards.for_coordinators(view, story, consents)
    fact = f"story:{view.match.id}:card:{story.revision}:{turn.by.person}:{turn.now.timestamp()}"
    await tell_coordinators(turn, card, fact=fact, key=f"story:{view.match.id}")
