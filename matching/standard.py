"""The matcher as it comes: its words, its model, its weights."""

from collections.abc import Set
from functools import cache
from importlib.resources import files
from pathlib import Path

from matching.concepts import leaning
from matching.encoder import Encoder, OnnxEncoder, unreadable
from matching.lexicon import lexicon, standard_lexicon
from matching.meant import meanings_in, meanings_without
from matching.rank import Matcher
from matching.side import Reader


class NoModel(Exception):
    """The sentence model cannot be used; the message says why."""


@cache
def model_in(folder: Path) -> Encoder:
    """The sentence model of a folder; `NoModel` when something of it is missing or cannot be read."""
    lacking = [name for name in ("model.onnx", "vocab.txt", "name.txt") if not (folder / name).is_file()]
    if lacking:
        raise NoModel(f"{lacking[0]} is missing")
    try:
        return leaning(OnnxEncoder(folder), folder)
    except (ImportError, OSError) as error:
        raise NoModel(str(error)) from error
    except unreadable() as error:
        raise NoModel(f"model.onnx in {folder} cannot be read") from error


def packaged_model() -> Path:
    return Path(str(files("matching") / "model"))


def standard_matcher(*, model: Path | None) -> Matcher:
    """The matcher with the model of that folder, or with words alone; `NoModel` when it cannot be used."""
    known = standard_lexicon()
    if model is None:
        return Matcher(reader=Reader(lexicon=known))
    meanings = meanings_in(model, tuple(known.skills))
    return Matcher(reader=Reader(lexicon=known, encoder=model_in(model), meanings=meanings))


def wordless_matcher() -> Matcher:
    """For whoever matches nothing: it knows no word, and so it is there at once."""
    return Matcher(reader=Reader(lexicon=lexicon((), {}), encoder=None))


def best_matcher(setting: str) -> tuple[Matcher, str]:
    """The matcher that a setting asks for, and what there is to say about it, if anything.

    Empty: with the packaged model. "none": with words alone. Else the folder of another model.
    """
    if setting == "none":
        return standard_matcher(model=None), ""
    try:
        return standard_matcher(model=Path(setting) if setting else packaged_model()), ""
    except NoModel as trouble:
        return standard_matcher(
            model=None
        ), f"Matching goes by words alone, without the sentence model: {trouble}."


def matcher_without(labels: Set[str], *, modelled: bool) -> Matcher:
    """The matcher with these phrases struck from its lexicon, so that it can be measured on them."""
    struck = standard_lexicon(without=labels)
    if not modelled:
        return Matcher(reader=Reader(lexicon=struck))
    encoder = model_in(packaged_model())
    meanings = meanings_without(packaged_model(), standard_lexicon(), struck, encoder)
    return Matcher(reader=Reader(lexicon=struck, encoder=encoder, meanings=meanings))
