"""How many of the needs that were posted twice are found, and how many of those found are.

python -m benchmarks.matching_duplicates [--json]

Half of the pairs that are not the same come from the same group, which is harder than real traffic.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from matching.duplicates import SURE_ENOUGH, Posted, same
from matching.listing import NeedListing
from matching.side import Reader
from matching.standard import packaged_model, standard_matcher

PAIRS = Path(__file__).parent / "duplicates" / "pairs.jsonl"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--json", action="store_true")
    said = parser.parse_args()
    found = {
        "ours": measured(standard_matcher(model=packaged_model()).reader),
        "ours_without_model": measured(standard_matcher(model=None).reader),
    }
    if said.json:
        json.dump(found, sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    for name, one in found.items():
        print(
            f"{name:20} precision {one['precision']:.2f}  recall {one['recall']:.2f}  of {one['pairs']} pairs"
        )


def measured(reader: Reader) -> dict[str, float]:
    """Of the pairs that were not used for fitting: every second line."""
    lines = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()][1::2]
    shares = [same(_posted("1", line["one"], reader), _posted("2", line["other"], reader)) for line in lines]
    return {**_rates([share >= SURE_ENOUGH for share in shares], [bool(line["same"]) for line in lines])}


def _posted(id: str, one: Mapping[str, str], reader: Reader) -> Posted:
    read = reader.side(one["text"], ())
    need = NeedListing(id=id, text=one["text"], place=one["district"])
    return Posted(need=need, group=one["group"], skills=read.skills.keys(), vector=read.vector)


def _rates(found: Sequence[bool], true: Sequence[bool]) -> dict[str, float]:
    both = sum(one and other for one, other in zip(found, true, strict=True))
    return {
        "precision": round(both / max(sum(found), 1), 3),
        "recall": round(both / max(sum(true), 1), 3),
        "pairs": len(true),
    }


if __name__ == "__main__":
    main()
