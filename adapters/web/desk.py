"""The coordinators' desk in a browser: the same decisions, roles and versions as in chat."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs

from starlette.responses import RedirectResponse, Response

from adapters.web.page import HEADERS, drawn
from adapters.web.tongue import Tongue
from adapters.web.visit import Visit
from bot.chat.outgoing import Button
from bot.chat.wording import bare
from bot.domain.history import Moved, Subject
from bot.domain.keys import LASTS, Opens
from bot.domain.listings import Listing
from bot.domain.matches import Match
from bot.domain.refusal import Refusal
from bot.services import bulk, deciding, desk_keys, finding, pairing, waiting
from bot.services.desk_cards import OnTheDesk, card_of, found
from bot.services.turn import Turn
from bot.texts.catalogue import known, words
from bot.texts.desk_cards import batch as batch_card
from bot.texts.search_cards import days
from bot.texts.times import clock_time, day, listed

COOKIE = "makegood_desk"
MOST_BODY = 64 * 1024
MOST_FOUND = 20
SHUT = frozenset(
    f"desk_page.{each}"
    for each in ("no_key", "unknown", "used", "expired", "ended", "not_ours", "no_form", "too_much")
)
"""Refusals of the door itself."""

SEEN = {**HEADERS, "cache-control": "no-store"}
"""What a desk shows stays in no cache."""


@dataclass(frozen=True, kw_only=True)
class Form:
    fields: dict[str, list[str]]

    def one(self, name: str) -> str:
        return self.fields.get(name, [""])[0]

    def revision(self) -> int:
        return _number(self.one("revision"))


def _number(said: str) -> int:
    """-1 for what is no revision: nothing has that."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else -1


async def form_of(visit: Visit) -> Form:
    """What was sent. Raises Refusal for what is no form, or too much of one."""
    body = b""
    async for part in visit.request.stream():
        body += part
        if len(body) > MOST_BODY:
            raise Refusal("desk_page.too_much")
    try:
        sent = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=200)
    except ValueError:
        raise Refusal("desk_page.no_form") from None
    return Form(fields={name: [bare(each) for each in given] for name, given in sent.items()})


async def own_form(visit: Visit) -> Form:
    """One of our own pages' forms, of this browser: another page does not know its token."""
    form = await form_of(visit)
    if form.one("token") != desk_keys.form_token(visit.secret):
        raise Refusal("desk_page.not_ours")
    return form


def _drawn(visit: Visit, template: str, view: dict[str, Any]) -> Response:
    whose = {"name": visit.turn.by.name, "token": desk_keys.form_token(visit.secret)}
    response = drawn(template, whose | view, visit.tongue)
    response.headers["cache-control"] = "no-store"
    return response


def _to(path: str) -> Response:
    return RedirectResponse(path, status_code=303, headers=SEEN)


async def door(visit: Visit) -> Response:
    """Looked at before it is used: programs that look at links for people press nothing."""
    secret = visit.named("secret")
    try:
        key = await desk_keys.must_open(visit.turn, secret)
    except Refusal as refusal:
        if refusal.key == "desk_page.used" and await is_open(visit):
            return _to("/desk")
        raise
    return _drawn(await in_own_language(visit, key.person), "desk_door.html", {"secret": secret})


async def in_own_language(visit: Visit, person: str) -> Visit:
    """As in chat, whatever the browser asks for; what goes wrong from here on is said in it, too."""
    reads = (await visit.turn.tx.people.get(person)).reads
    tongue = Tongue(reads=visit.turn.house.languages.of(reads))
    visit.request.state.tongue = tongue
    return replace(visit, tongue=tongue)


async def is_open(visit: Visit, opens: Opens = Opens.DESK) -> bool:
    """Whether this browser has these pages open already."""
    try:
        await desk_keys.who(visit.turn, visit.secret, opens)
    except Refusal:
        return False
    return True


async def enter(visit: Visit) -> Response:
    own = await desk_keys.use_link(visit.turn, visit.named("secret"))
    return let_in(visit, _to("/desk"), COOKIE, own, path="/desk")


def let_in(visit: Visit, answer: Response, cookie: str, own: str, *, path: str) -> Response:
    """The browser's own secret goes to these pages only, and to no script."""
    answer.set_cookie(
        cookie,
        own,
        max_age=int(LASTS.total_seconds()),
        path=path,
        secure=visit.address.startswith("https://"),
        httponly=True,
        samesite="strict",
    )
    return answer


async def leave(visit: Visit) -> Response:
    await own_form(visit)
    await desk_keys.end(visit.turn)
    said = {"sentence": words("desk_page.left"), "title": words("desk_page.left_title")}
    answer = drawn("trouble.html", said, visit.tongue)
    answer.delete_cookie(COOKIE, path="/desk")
    return answer


async def queue(visit: Visit) -> Response:
    asked = visit.asked
    kind, text = asked.get("kind", ""), asked.get("text", "")[:80]
    lines = await waiting.waiting(visit.turn, visit.tongue.reads, kind=kind, text=text)
    shown = lines[:MOST_LINES]
    view = {
        "kinds": list(waiting.Kind),
        "kind": kind,
        "text": text,
        "lines": [(one, _age(visit.turn, one)) for one in shown],
        "suggested": any(one.kind is waiting.Kind.SUGGESTED for one in shown),
        "count": len(lines),
        "most": bulk.MOST,
    }
    return _drawn(visit, "desk_queue.html", view)


MOST_LINES = 200


def _age(turn: Turn, one: waiting.Waits) -> str:
    if one.since is None:
        return ""
    count = (turn.now - one.since).days
    return days(count) if count else words("desk_page.today")


async def look_up(visit: Visit) -> Response:
    text = visit.asked.get("text", "").strip()[:80]
    if not text:
        raise Refusal("find.what")
    there = await finding.find(visit.turn, text, MOST_FOUND)
    some: list[OnTheDesk] = [*there.matches, *there.listings, *there.organisations]
    cards = [(one.id, await card_of(visit.turn, one)) for one in some[:MOST_FOUND]]
    return _drawn(visit, "desk_found.html", {"text": text, "cards": cards})


async def one(visit: Visit) -> Response:
    shown = await _must_find(visit.turn, visit.named("id"))
    card = await card_of(visit.turn, shown)
    buttons = [button for row in (*card.buttons, card.more) for button in row]
    view = {
        "id": shown.id,
        "card": card,
        "acts": [_act(button) for button in buttons if button.action.verb in deciding.DECISIONS],
        "elsewhere": listed(each.label for each in buttons if each.action.verb not in deciding.DECISIONS),
        "history": await _history(visit.turn, shown),
        "listing": isinstance(shown, Listing),
    }
    return _drawn(visit, "desk_one.html", view)


async def _must_find(turn: Turn, id: str) -> OnTheDesk:
    shown = await found(turn, id)
    if shown is None:
        raise Refusal("open.unknown", id=id[:20])
    return shown


def _act(button: Button) -> dict[str, Any]:
    """A button as a form, with what else it asks for."""
    verb = button.action.verb
    reasons = [(code, words(f"reason.{code}")) for code in deciding.REASONS.get(verb, ())]
    return {"button": button, "verb": verb, "says": verb in deciding.WORDS, "reasons": reasons}


async def _history(turn: Turn, shown: OnTheDesk) -> list[dict[str, str]]:
    subject = {Match: Subject.MATCH, Listing: Subject.LISTING}.get(type(shown), Subject.ORGANISATION)
    moves = await turn.tx.record.of(subject, shown.id)
    names = {
        one.id: one.name for one in await turn.tx.people.some(sorted({move.person for move in moves} - {""}))
    }
    return [_line(turn, subject, move, names.get(move.person, "")) for move in moves]


def _line(turn: Turn, subject: Subject, move: Moved, name: str) -> dict[str, str]:
    state = f"{subject.value}_state.{move.after}"
    reason, deed = f"reason.{move.reason}", f"deed.{move.move}"
    return {
        "when": f"{day(move.at, turn.house.zone)}, {clock_time(turn.local(move.at))}",
        "what": words(deed) if known(deed) else move.move.replace("_", " "),
        "state": words(state) if known(state) else move.after,
        "who": name or words("desk_page.by_itself" if not move.person else "desk_page.somebody"),
        "where": move.platform,
        "reason": words(reason) if known(reason) else move.reason,
    }


async def act(visit: Visit) -> Response:
    form, id = await own_form(visit), visit.named("id")
    said = form.one("said")
    await deciding.decide(visit.turn, form.one("verb"), id, form.revision(), said)
    return _to(f"/desk/{id}")


async def pair(visit: Visit) -> Response:
    form = await own_form(visit)
    need, offer = (form.one(name).strip().upper().lstrip("#") for name in ("need", "offer"))
    if not need or not offer:
        raise Refusal("desk_page.both")
    match = await pairing.pair(visit.turn, need, offer)
    return _to(f"/desk/{match.id}")


async def choose(visit: Visit) -> Response:
    """Those that were ticked, by name, to be approved with one press."""
    form = await own_form(visit)
    batch, views = await bulk.chosen(visit.turn, [_item(each) for each in form.fields.get("match", [])])
    card = batch_card(batch, views)
    return _drawn(visit, "desk_chosen.html", {"batch": batch, "card": card})


def _item(said: str) -> tuple[str, int]:
    id, _, revision = said.partition(":")
    return id, _number(revision)


async def approve(visit: Visit) -> Response:
    form = await own_form(visit)
    done, left = await bulk.approve_all(visit.turn, form.one("batch"), form.revision())
    return _drawn(visit, "desk_approved.html", {"done": done, "left": left})
