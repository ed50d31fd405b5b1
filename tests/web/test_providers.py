"""The provider list as a page and as a table."""

import csv
import io

from bot.domain.providers import ProviderKind
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
