"""The coordinators' desk in a browser: the chat's rules, roles and versions, and nobody else's eyes."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from bot.domain.listings import ListingMove, ListingState
from bot.domain.matches import MatchMove, MatchState
from bot.domain.organisations import OrganisationMove
from bot.services import desk_keys, matches
from bot.texts.catalogue import known, words
from bot.texts.drawing import english
from tests.web.conftest import Pages


async def link(pages: Pages, name: str = "Sam") -> str:
    async with pages.world.turn(name) as turn:
        given = await desk_keys.give_link(turn)
    return given.removeprefix("https://makegood.test")


@pytest.fixture
async def desk(pages: Pages) -> AsyncIterator[httpx.AsyncClient]:
    """Sam's browser, with the desk open; a suggestion waits."""
    await pages.world.suggested()
    yield await opened(pages)


async def opened(pages: Pages, name: str = "Sam") -> httpx.AsyncClient:
    door = await link(pages, name)
    browser = pages.another_browser()
    assert "Open my desk" in (await browser.get(door)).text
    answer = await browser.post(door)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    return browser


async def form(browser: httpx.AsyncClient, path: str, verb: str = "") -> dict[str, str]:
    """The hidden fields of the form with that verb, as a browser would send them."""
    text = (await browser.get(path)).text
    forms = re.findall(r"<form.*?</form>", text, re.DOTALL)
    ours = [each for each in forms if 'name="token"' in each]
    one = next(each for each in ours if not verb or f'value="{verb}"' in each)
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', one))


def test_every_move_that_the_history_shows_is_said_in_words():
    moves = {move.value for kind in (MatchMove, ListingMove, OrganisationMove) for move in kind}
    moves |= {"tag", "costs", "causes", "share_details", "take_back_details"}

    assert [move for move in sorted(moves) if not known(f"deed.{move}")] == []


async def test_what_there_is_none_of_cannot_be_approved(pages: Pages):
    await pages.world.suggested()
    browser = await opened(pages)
    assert "Approve the chosen" in (await browser.get("/desk")).text

    assert "Approve the chosen" not in (await browser.get("/desk?kind=group")).text
    assert "Approve the chosen" not in (await browser.get("/desk?kind=need")).text


async def test_a_suggestion_is_approved_in_the_browser_and_the_card_in_the_chat_says_so(
    pages: Pages, desk: httpx.AsyncClient
):
    match = await pages.world.the_match()
    assert f"/desk/{match.id}" in (await desk.get("/desk")).text

    answer = await desk.post(f"/desk/{match.id}", data=await form(desk, f"/desk/{match.id}", "match.approve"))

    assert answer.status_code == 303
    assert (await pages.world.the_match()).state is MatchState.ASKED_HOST
    assert "Someone could help" in "\n".join(await pages.world.told("Maria"))
    assert "the group is asked" in (await pages.world.told("desk"))[-1]
    history = (await desk.get(f"/desk/{match.id}")).text
    assert "Sam" in history and ">web<" in history
    assert "Suggested by the matcher" in history and "Asked the group" in history


async def test_what_was_decided_in_the_chat_meanwhile_stays_decided(pages: Pages, desk: httpx.AsyncClient):
    match = await pages.world.the_match()
    seen = await form(desk, f"/desk/{match.id}", "match.dismiss")
    async with pages.world.turn("Sam") as turn:
        await matches.approve(turn, match.id)

    answer = await desk.post(f"/desk/{match.id}", data={**seen, "said": "too_far"})

    assert answer.status_code == 409
    assert "Already decided by Sam" in answer.text
    assert (await pages.world.the_match()).state is MatchState.ASKED_HOST


async def test_what_changed_since_it_was_shown_is_not_decided_about(pages: Pages, desk: httpx.AsyncClient):
    match = await pages.world.the_match()
    seen = await form(desk, f"/desk/{match.id}", "match.approve")
    async with pages.world.turn("Sam") as turn:
        await turn.tx.matches.put(replace(match, revision=match.revision + 1))

    answer = await desk.post(f"/desk/{match.id}", data=seen)

    assert (answer.status_code, (await pages.world.the_match()).state) == (409, MatchState.SUGGESTED)
    assert "look once more" in answer.text


async def test_a_need_is_declined_with_words_that_its_owner_is_told(pages: Pages, desk: httpx.AsyncClient):
    need = await pages.world.need("Maria", "a swimming pool")
    seen = await form(desk, f"/desk/{need}", "listing.decline")
    assert (await desk.post(f"/desk/{need}", data={**seen, "said": " "})).status_code == 409

    await desk.post(f"/desk/{need}", data={**seen, "said": "That is <b>too large</b> for us."})

    assert (await pages.world.listing(need)).state is ListingState.DECLINED
    assert "That is <b>too large</b> for us." in "\n".join(await pages.world.told("Maria"))
    assert "<b>too large" not in (await desk.get(f"/desk/{need}")).text


async def test_several_are_approved_with_one_press_after_they_were_shown_by_name(
    pages: Pages, desk: httpx.AsyncClient
):
    world = pages.world
    await world.meets("Ola", "Bolt Ltd")
    await world.meets("Bo", "Mill Club")
    await world.approves(await world.offer("Ola", "gardening"), await world.need("Bo", "gardening"))
    text = (await desk.get("/desk")).text
    ticked = re.findall(r'name="match" value="([^"]+)"', text)
    token = (await form(desk, "/desk"))["token"]
    assert len(ticked) == 2

    shown = await desk.post("/desk/chosen", data={"token": token, "match": ticked})
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', shown.text))
    done = await desk.post("/desk/approve", data=hidden)

    assert "gardening" in shown.text and "bookkeeping" in shown.text
    assert "2 approved" in done.text
    assert {one.state for one in await world.all_matches()} == {MatchState.ASKED_HOST}
    nothing = await desk.post("/desk/chosen", data={"token": token})
    assert "choose at least one" in nothing.text


async def test_two_are_put_together_by_hand_and_limits_hold(pages: Pages, desk: httpx.AsyncClient):
    world = pages.world
    far = await world.need("Maria", "bookkeeping", district="TR1")
    await world.approves(far)
    (offer,) = {match.offer for match in await world.all_matches()}
    token = (await form(desk, "/desk"))["token"]

    answer = await desk.post("/desk/pair", data={"token": token, "need": far, "offer": offer})

    assert answer.status_code == 409
    assert "km" in answer.text


async def test_the_queue_is_narrowed_down(pages: Pages, desk: httpx.AsyncClient):
    need = await pages.world.need("Maria", "a piano")

    assert need in (await desk.get("/desk?kind=need")).text
    assert need not in (await desk.get("/desk?kind=suggested")).text
    assert need in (await desk.get("/desk?text=PIANO")).text
    assert need not in (await desk.get("/desk?text=trombone")).text
    assert "no such kind" in (await desk.get("/desk?kind=x")).text
    assert "Seacroft Pantry" in (await desk.get("/desk/find?text=pantry")).text


async def test_a_link_opens_once_and_only_the_browser_that_used_it(pages: Pages):
    await pages.world.meets("Sam")
    door = await link(pages)
    mine, other = pages.another_browser(), pages.another_browser()
    await mine.post(door)

    assert (await mine.get("/desk")).status_code == 200
    assert (await mine.get(door)).headers["location"] == "/desk"
    assert "opened before" in (await other.post(door)).text
    assert "opened before" in (await other.get(door)).text
    assert (await other.get("/desk")).status_code == 403
    cookie = (await pages.another_browser().post(await link(pages))).headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=strict", "Path=/desk", "Secure"))


async def test_a_link_that_is_tampered_with_expired_or_revoked_opens_nothing(pages: Pages):
    await pages.world.meets("Sam")
    door, _, revoked = await link(pages), await link(pages), await link(pages)
    browser = await opened(pages)

    assert (await browser.get("/desk")).status_code == 200
    assert "no such link" in (await browser.post(door[:-1] + "x")).text
    async with pages.world.turn("Sam") as turn:
        assert await desk_keys.end(turn) == 4
    assert "was closed" in (await browser.post(revoked)).text
    assert "was closed" in (await browser.get("/desk")).text
    fresh = await opened(pages)
    pages.world.now += timedelta(hours=12)
    assert "they are over" in (await fresh.get("/desk")).text


async def test_who_coordinates_no_more_sees_nothing_more(pages: Pages, desk: httpx.AsyncClient):
    sam = pages.world.people["Sam"]
    async with pages.world.turn("Sam") as turn:
        await turn.tx.people.put(replace(await turn.tx.people.get(sam.id), roles=frozenset()))

    for path in ("/desk", "/desk/find?text=pantry", f"/desk/{(await pages.world.the_match()).id}"):
        answer = await desk.get(path)
        assert answer.status_code == 403
        assert "Pantry" not in answer.text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_another_page_opens_no_desk_in_somebodys_browser(pages: Pages, site: str):
    await pages.world.suggested()
    door, browser = await link(pages), pages.another_browser()

    answer = await browser.post(door, headers={"sec-fetch-site": site})

    assert answer.status_code == 403 and not browser.cookies
    answer = await browser.post(door, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 303


async def test_a_form_of_another_page_does_nothing(pages: Pages, desk: httpx.AsyncClient):
    match = await pages.world.the_match()
    seen = await form(desk, f"/desk/{match.id}", "match.approve")

    for token in ("", "0" * 32, "é"):
        answer = await desk.post(f"/desk/{match.id}", data={**seen, "token": token})
        assert (answer.status_code, "nothing was done" in answer.text) == (403, True)
    stranger = await pages.another_browser().post(f"/desk/{match.id}", data=seen)
    assert stranger.status_code == 403
    assert (await desk.post(f"/desk/{match.id}", content=b"\xff" * 10)).status_code == 403
    assert (await desk.post(f"/desk/{match.id}", content=b"x" * 70_000)).status_code == 403
    assert (await pages.world.the_match()).state is MatchState.SUGGESTED


async def test_a_desk_is_kept_in_no_cache_and_nobodys_frame(desk: httpx.AsyncClient):
    answer = await desk.get("/desk")

    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


async def test_what_a_browser_sends_is_never_taken_for_a_sentence_of_ours(
    pages: Pages, desk: httpx.AsyncClient
):
    late, ours = words("privacy.title"), english(words("privacy.title"))
    need = await pages.world.need("Maria", "a swimming pool")
    seen = await form(desk, f"/desk/{need}", "listing.decline")

    await desk.post(f"/desk/{need}", data={**seen, "said": f"Too large. {late}"})

    told = "\n".join(await pages.world.told("Maria"))
    assert "Too large." in told and ours not in told
    for path in (f"/desk/find?text={late}", f"/desk?text={late}", f"/desk/{late}"):
        assert ours not in (await desk.get(path)).text


async def test_what_waits_is_sought_by_the_words_that_are_read(pages: Pages, desk: httpx.AsyncClient):
    match = await pages.world.the_match()

    async def lists_it(text: str) -> bool:
        return f"/desk/{match.id}" in (await desk.get(f"/desk?text={text}")).text

    assert await lists_it("BOOKKEEPING") and await lists_it("ls9")
    assert not await lists_it("district")
