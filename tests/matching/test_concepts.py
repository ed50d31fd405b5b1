"""Texts that lean towards what a taxonomy calls by many names."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from matching.columns import Array
from matching.concepts import CONCEPTS as NAMES
from matching.concepts import ConceptEncoder, leaning
from matching.encoder import SCALE, OnnxEncoder, Reading, rounded
from matching.standard import model_in, packaged_model


class Told:
    """An encoder that knows two directions and what lies between them."""

    name, size = "told", 64

    def vector(self, text: str) -> Array:
        along = {"books": (1, 1, 0, 0), "ledgers": (1, 0, 1, 0), "tents": (0, 0, 0, 1)}
        return spread(along[text])

    def clearest(self, readings: Sequence[Reading]) -> Array:
        return self.vector(readings[0].text)


def spread(directions: tuple[int, ...]) -> Array:
    """Each direction as sixteen parts, because one part of 8 bits can be no more than a third of a vector."""
    return rounded(np.repeat(np.array(directions, np.float32), 16))


def cosine(encoder: ConceptEncoder | Told, one: str, other: str) -> float:
    left, right = (encoder.vector(text).astype(np.float32) for text in (one, other))
    return float(left @ right / (np.linalg.norm(left) * np.linalg.norm(right)))


CONCEPTS = np.array([spread((1, 0, 0, 0))])


def test_two_wordings_of_one_concept_come_nearer() -> None:
    told = Told()
    assert cosine(ConceptEncoder(told, CONCEPTS), "books", "ledgers") > cosine(told, "books", "ledgers") + 0.1


def test_a_text_of_something_else_does_not_lean() -> None:
    assert np.array_equal(ConceptEncoder(Told(), CONCEPTS).vector("tents"), Told().vector("tents"))


def test_of_two_readings_the_one_that_something_is_called_by_counts_unless_it_is_far_behind() -> None:
    encoder = ConceptEncoder(Told(), CONCEPTS)
    for behind, counts in ((0.1, "books"), (5.0, "tents")):
        readings = [Reading(text="tents", behind=0.0), Reading(text="books", behind=behind)]
        assert np.array_equal(encoder.clearest(readings), encoder.vector(counts))


def test_vectors_kept_from_another_model_are_told_apart_by_name() -> None:
    assert ConceptEncoder(Told(), CONCEPTS).name != Told.name


def test_a_model_without_concepts_is_used_as_it_is(tmp_path: Path) -> None:
    told = Told()
    assert leaning(told, tmp_path) is told
    np.save(tmp_path / NAMES.file, CONCEPTS)
    assert isinstance(leaning(told, tmp_path), ConceptEncoder)


@pytest.mark.parametrize(
    ("one", "other"),
    [("keep the books for us", "bookkeeper"), ("herbal remedies", "natural plant medicines")],
)
def test_the_packaged_concepts_bring_names_of_one_thing_together(one: str, other: str) -> None:
    plain, leans = OnnxEncoder(packaged_model()), model_in(packaged_model())
    alike = [
        float(each.vector(one).astype(np.int32) @ each.vector(other).astype(np.int32)) / SCALE**2
        for each in (plain, leans)
    ]
    assert alike[1] > alike[0]
