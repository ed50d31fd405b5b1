"""Writes matching/data/english.txt: words of general English and how common each is, to know slips by.

python -m training.english FREQUENCIES

FREQUENCIES: SymSpell's list of English words with counts, `frequency_dictionary_en_82_765.txt`, as the
package symspellpy brings it. To it come words of the texts that were written for this project, which British
charities use and the list has not. A line is a step of rarity, in tenths of a power of ten, and its words.
"""

import argparse
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from matching.normalise import words

HERE = Path(__file__).parent
OUT = HERE.parent / "matching" / "data" / "english.txt"
_OWN_TEXTS = 2
"""Texts of ours that a word must be in, which is then taken to be as rare as this."""
_OWN_STEP = 65


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("frequencies", type=Path)
    counts = dict(_counted(parser.parse_args().frequencies))
    total = sum(counts.values())
    steps = {word: round(-10 * math.log10(count / total)) for word, count in counts.items()}
    steps = dict.fromkeys(_own(), _OWN_STEP) | steps
    by_step: defaultdict[int, list[str]] = defaultdict(list)
    for word, step in steps.items():
        by_step[step].append(word)
    lines = (" ".join([str(step), *sorted(by_step[step])]) for step in sorted(by_step))
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _counted(path: Path) -> Iterator[tuple[str, int]]:
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        word, count = line.split()
        if word.isascii() and word.isalpha():
            yield word, int(count)


def _own() -> list[str]:
    met: Counter[str] = Counter()
    for path in sorted((HERE / "data").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            met.update(word for text in _texts(json.loads(line)) for word in set(words(text)))
    return [word for word, count in met.items() if count >= _OWN_TEXTS and word.isascii() and word.isalpha()]


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for one in value:
                yield from _texts(one)
        case dict():
            yield from _texts(list(value.values()))


if __name__ == "__main__":
    main()
