"""`makegood match` as a person and as a program see it."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from bot.command_match import match

OFFERS = """id,title,skills,kind,district,weekdays,hours
o1,Chartered accountant,bookkeeping,skills,LS8,Fri,20
o2,"=HYPERLINK(""http://x"")",,skills,LS8,,
o3,Painter in Bradford,painting,ongoing,BD1,,
o4,Bad row,,skills,ZZ99,,
"""
NEEDS = """id,group,title,kind,district,weekdays,hours
n1,Lunch Club,Help with our acounts,skills,LS7,Fri,30
n2,Tenants,Trustee wanted,trustee,LS7,,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "offers.csv").write_text(OFFERS, encoding="utf-8")
    (tmp_path / "needs.csv").write_text(NEEDS, encoding="utf-8")
    return tmp_path


def printed(
    folder: Path, *, offers: str = "offers.csv", needs: str = "needs.csv", top: int = 3
) -> tuple[int, str]:
    out = io.StringIO()
    return match(folder / offers, folder / needs, top=top, as_json=False, out=out), out.getvalue()


def as_json(folder: Path, **files: str) -> tuple[int, Any]:
    out = io.StringIO()
    names = {"offers": "offers.csv", "needs": "needs.csv"} | files
    code = match(folder / names["offers"], folder / names["needs"], top=3, as_json=True, out=out)
    return code, json.loads(out.getvalue())


def test_json_has_exactly_the_promised_shape(folder: Path) -> None:
    code, told = as_json(folder)

    assert code == 0
    assert set(told) == {"needs", "problems"}
    first, second = told["needs"]
    assert [set(need) for need in told["needs"]] == [{"need", "matches", "excluded"}] * 2
    assert [one["offer"] for one in first["matches"]] == ["o1", "o2"]
    assert set(first["matches"][0]) == {"offer", "score", "reasons", "doubt"}
    assert first["matches"][0]["doubt"] == "only 20 of the 30 hours are covered"
    assert all(len(one["reasons"]) == 3 and 0 <= one["score"] <= 1 for one in first["matches"])
    assert set(first["excluded"]) == {"o3"}
    assert (second["matches"], set(second["excluded"])) == ([], {"o1", "o2", "o3"})
    assert [(problem["file"], problem["line"]) for problem in told["problems"]] == [("offers.csv", 5)]
    assert set(told["problems"][0]) == {"file", "line", "reason"}


def test_people_read_blocks_with_reasons_a_doubt_and_who_was_left_out(folder: Path) -> None:
    code, text = printed(folder)

    assert code == 0
    assert "n1  Help with our acounts (Lunch Club)\n" in text
    assert "        + does bookkeeping and you asked for “acounts”\n" in text
    assert "        ? only 20 of the 30 hours are covered\n" in text
    assert '  o2  =HYPERLINK("http://x")\n' in text
    assert "  Nobody fits. Left out: 3 of another kind. Without the limit on the kind of help, " in text
    assert "  offers.csv, line 5: district says “ZZ99”" in text


def test_top_is_the_most_offers_shown_for_a_need(folder: Path) -> None:
    assert "  o2  " not in printed(folder, top=1)[1]


def test_nothing_to_read_is_code_2_and_a_sentence(folder: Path) -> None:
    code, text = printed(folder, needs="none.csv")
    assert code == 2
    assert "No needs could be read, so nothing was matched." in text
    assert "none.csv, line 1: There is no such file." in text

    code, told = as_json(folder, offers="none.csv")
    assert (code, told["needs"]) == (2, [])
    assert told["problems"][0]["file"] == "none.csv"


def test_nothing_in_a_cell_can_steer_a_terminal(folder: Path) -> None:
    (folder / "offers.csv").write_text("id,title\no1,red \x1b[31malert\u202e\n", encoding="utf-8")
    (folder / "needs.csv").write_text('id,title\nn1,"two\nlines"\n', encoding="utf-8")

    _, text = printed(folder)

    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "n1  two lines\n" in text
