"""What the matching benchmarks print: the shape that other programs read, and that the scoring is right."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.matching_sets import Asked, scores, sets_in

PAIRS = Path(__file__).parents[2] / "benchmarks" / "pairs"


def printed(module: str, *arguments: str) -> dict[str, dict[str, dict[str, dict[str, float]]]]:
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments, "--json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@pytest.mark.timeout(300)
def test_quality_has_the_promised_shape_for_ours_and_for_peers():
    told = printed("matching_quality", str(PAIRS / "dev"), "--only", "ours,rapidfuzz_token_set,sqlite_fts5")

    assert set(told) == {"sets", "violators_suggested"}
    assert set(told["sets"]) == {"uk_pairs", "uk_pairs~", "uk_pairs^"}
    for methods in told["sets"].values():
        assert set(methods) == {"ours", "rapidfuzz_token_set", "sqlite_fts5"}
        for found in methods.values():
            assert {"ndcg5", "recall10", "mrr10", "hard_negatives_above"} <= set(found)
        assert methods["ours"]["ndcg5"] > methods["rapidfuzz_token_set"]["ndcg5"]
    assert told["violators_suggested"] == 0


@pytest.mark.timeout(300)
def test_speed_has_the_promised_shape():
    told = printed(
        "matching_speed", "--offers", "300", "--only", "ours,ours_without_model,sqlite_fts5,tantivy"
    )

    assert set(told["300"]) == {"ours", "ours_without_model", "sqlite_fts5", "tantivy"}
    for found in told["300"].values():
        assert set(found) == {"build_s", "mb", "p50_ms", "p95_ms", "add_ms"}


def test_a_folder_without_sets_is_answered_with_a_sentence(tmp_path: Path):
    command = [sys.executable, "-m", "benchmarks.matching_quality", str(tmp_path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert "it needs files such as uk_pairs.queries.jsonl" in done.stderr


def test_the_scores_are_the_ones_of_the_books():
    asked = [Asked(id="q", text="", noisy="", grades={"a": 3, "b": 2}, misleading=("n",))]

    perfect, misled = scores(asked, [["a", "b", "n"]]), scores(asked, [["n", "b", "a"]])

    assert perfect.document() == {"ndcg5": 1.0, "recall10": 1.0, "mrr10": 1.0, "hard_negatives_above": 0.0}
    gain = (3 / math.log2(3) + 7 / math.log2(4)) / (7 + 3 / math.log2(3))
    assert misled.ndcg5[0] == pytest.approx(gain)
    assert (misled.mrr10[0], misled.hard_negatives_above[0]) == (pytest.approx(1 / 3), 1.0)


@pytest.mark.parametrize("half", ["dev", "held_back", "second_author"])
def test_the_pairs_are_what_their_readme_says(half: str):
    (pairs,) = sets_in(PAIRS / half)
    ids = {offer.id for offer in pairs.offers}

    assert len(pairs.asked) >= 148
    for asked in pairs.asked:
        assert sorted(asked.grades.values()) == [2, 3]
        assert {*asked.grades, *asked.misleading, asked.violator} <= ids
        assert asked.noisy


def test_no_need_of_one_half_is_in_the_other():
    (dev,), (held,) = sets_in(PAIRS / "dev"), sets_in(PAIRS / "held_back")
    assert not {asked.text for asked in dev.asked} & {asked.text for asked in held.asked}
