"""The provider list as a page and as a table."""

import csv
import io
import json
import re
import sqlite3
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from bot.command_providers import write_providers
from bot.domain.providers import ProviderKind
from bot.domain.refusal import Refusal
from bot.services import providers
from bot.services.providers import Said
from tests.web.conftest import Pages

HOSTILE = "=1+1</script><b>"


async def with_lines(pages: Pages) -> None:
    world = pages.world
    await world.meets("Sam")
    await world.meets("Maria", "Seacroft Pantry")
    said = (
        Said(kind=ProviderKind.CATERING, what=HOSTILE, district="LS9", sector="food"),
        Said(kind=ProviderKind.SPACE, what="A hall with a kitchen", district="LS28", ethos="local women"),
    )
    for each in said:
        async with world.turn("Maria") as turn:
            person = await turn.tx.people.get(turn.by.person)
            group = await turn.tx.organisations.get(person.organisation)
            await providers.enter(turn, group, each)


async def test_everybody_reads_the_list_and_that_it_is_not_procurement(pages: Pages):
    await with_lines(pages)

    text = await pages.get("/providers?kind=space&what=kitchen&where=LS9")

    assert "A hall with a kitchen" in text and "Seacroft Pantry" in text and "local women" in text
    assert "not procurement" in text
    assert "Maria" not in text
    assert "&lt;b&gt;" not in text
    assert "=1+1&lt;/script&gt;" in await pages.get("/providers")


async def test_as_many_are_counted_as_a_query_of_its_own_finds(pages: Pages, tmp_path: Path):
    await with_lines(pages)
    await pages.world.meets("Noor", "A Group Nobody Checked", verified=False)
    async with pages.world.turn("Noor") as turn:
        group = await turn.tx.organisations.get((await turn.tx.people.get(turn.by.person)).organisation)
        await providers.enter(turn, group, Said(kind=ProviderKind.SPACE, what="A shed", district="LS9"))
    query = """
        SELECT count(*) FROM providers p JOIN organisations o ON o.id = p.organisation
        WHERE o.state = 'verified' AND ? IN ('', p.kind)
    """

    for kind, wanted in (("", 2), ("space", 1), ("catering", 1), ("goods", 0)):
        with sqlite3.connect(tmp_path / "makegood.db") as rows:
            assert rows.execute(query, (kind,)).fetchone() == (wanted,)
        status = re.search(r'role="status">(.*?)</p>', await pages.get(f"/providers?kind={kind}"))
        assert status is not None
        assert re.findall(r"\d+", status[1]) == ([str(wanted)] if wanted else [])


async def test_a_filter_that_cannot_be_read_says_what_to_give(pages: Pages):
    await with_lines(pages)

    text = await pages.get("/providers?kind=rubbish&where=nowhere+at+all+%3C&what=" + "x" * 200, status=400)

    assert "A hall with a kitchen" in text
    assert "There is no such kind" in text or "kind" in text


async def test_the_table_has_no_formula_in_it(pages: Pages):
    await with_lines(pages)

    head, *rows = csv.reader(io.StringIO(await pages.get("/providers.csv")))

    assert [row[head.index("what")] for row in rows] == [f"'{HOSTILE}", "A hall with a kitchen"]
    assert [row[head.index("district")] for row in rows] == ["LS9", "LS28"]


def _required(one: object, kind: str) -> None:
    assert isinstance(one, dict)
    assert REQUIRED[kind] <= one.keys(), kind
    assert set(one) <= KNOWN[kind], kind
    for name, text in one.items():
        if name == "id" or name.endswith("_id"):
            assert str(UUID(text)) == text


REQUIRED = {
    "service": {"id", "name", "status", "url"},
    "organization": {"id", "name", "description"},
    "service_at_location": {"id"},
    "location": {"id"},
    "attribute": {"id"},
    "taxonomy_term": {"id", "taxonomy"},
}
KNOWN = {
    "service": {
        *("id", "organization_id", "name", "description", "url", "email", "status", "fees", "accreditations"),
        *(
            "minimum_age",
            "maximum_age",
            "assured_date",
            "assurer_email",
            "alert",
            "last_modified",
            "schedules",
        ),
        *("service_areas", "service_at_locations", "languages", "organization", "funding", "cost_options"),
        *("contacts", "attributes"),
    },
    "organization": {"id", "name", "description", "email", "website", "logo", "uri"},
    "service_at_location": {"id", "service_id", "location_id", "location"},
    "location": {"id", "name", "description", "latitude", "longitude", "addresses"},
    "attribute": {"id", "link_id", "taxonomy_term_id", "link_type", "taxonomy_term"},
    "taxonomy_term": {"id", "parent_id", "taxonomy", "taxonomy_id", "term_uri", "term"},
}
"""Of the profile's schema (OpenReferralUK/uk-profile, schema/*.json, version 3): required, and known."""


async def test_the_list_is_read_by_other_directories_as_open_referral_uk(pages: Pages):
    await with_lines(pages)

    text = await pages.get("/providers.json")

    page = json.loads(text)
    assert (page["total_items"], page["empty"], page["page_number"]) == (2, False, 1)
    assert "not procurement" in page["notice"] and "Maria" not in text
    for service in page["contents"]:
        _required(service, "service")
        assert service["status"] in ("active", "inactive", "defunct", "temporarily closed")
        assert service["organization"]["id"] == service["organization_id"]
        date.fromisoformat(service["assured_date"])
        assert re.fullmatch(r"2026-12-01T10:00:00\.000Z", service["last_modified"])
        assert service["url"].startswith("https://makegood.test/providers#")
        assert "not procurement" in service["description"]
        _required(service["organization"], "organization")
        for place in service["service_at_locations"]:
            _required(place, "service_at_location")
            _required(place["location"], "location")
        for each in service["attributes"]:
            _required(each, "attribute")
            _required(each["taxonomy_term"], "taxonomy_term")


async def test_what_is_taken_off_is_in_no_file_from_then_on(pages: Pages, tmp_path: Path):
    await with_lines(pages)
    async with pages.world.turn("Maria") as turn:
        first, second = await providers.found(turn, providers.Sought())
        await providers.drop(turn, second.provider.id)
        files = [tmp_path / "a.json", tmp_path / "a.csv"]
        counts = [await write_providers(turn, file) for file in files]
        with pytest.raises(Refusal, match=r"provider\.format"):
            await write_providers(turn, tmp_path / "a.xml")

    assert counts == [1, 1]
    assert second.provider.what not in await pages.get("/providers.json")
    [one] = json.loads(files[0].read_text())["contents"]
    [row] = csv.DictReader(io.StringIO(files[1].read_text()))
    assert (row["id"], row["organization_id"], row["status"]) == (one["id"], one["organization_id"], "active")
    assert row["name"] == f"'{HOSTILE}" and first.provider.what == HOSTILE
