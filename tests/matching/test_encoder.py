"""The sentence model, and going without it."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.encoder import SCALE
from matching.standard import NoModel, best_matcher, model_in, packaged_model, standard_matcher
from tests.matching.world import by_meaning


def alike(one: str, other: str) -> float:
    reader = by_meaning().reader
    left, right = reader.vector(one), reader.vector(other)
    assert left is not None and right is not None
    return float(left.astype(np.int32) @ right.astype(np.int32)) / SCALE**2


@pytest.mark.parametrize(
    ("need", "right", "wrong"),
    [
        ("someone to sort out our receipts", "Bookkeeper", "Reception desk temp"),
        ("we need our minutes written up", "Company secretary", "Minute steak chef"),
        ("our boiler is broken", "Heating engineer", "I boil jam"),
    ],
)
def test_the_same_meaning_in_other_words_is_nearer_than_the_same_words(
    need: str, right: str, wrong: str
) -> None:
    assert alike(need, right) > alike(need, wrong)


def test_a_slip_of_the_keyboard_changes_little() -> None:
    assert alike("we need a plumber for our kitchen", "we need a plubmer for our kitchn") > 0.95


def test_where_a_slip_leaves_two_words_open_the_one_that_makes_sense_is_read() -> None:
    """By the slip alone it would be the other: "wire our reports", "clear in a post office"."""
    for typed, meant in (("wrie reports", "write reports"), ("post office cler", "post office clerk")):
        assert np.array_equal(by_meaning().reader.vector(typed), by_meaning().reader.vector(meant))


@settings(max_examples=30, deadline=None)
@given(text=st.text(max_size=300))
def test_whatever_is_typed_has_one_vector_of_length_one(text: str) -> None:
    reader = by_meaning().reader
    vector = reader.vector(text)
    assert vector is not None
    assert np.array_equal(vector, reader.vector(text))
    assert np.linalg.norm(vector.astype(float)) == pytest.approx(SCALE, rel=0.1)


def test_a_folder_without_a_model_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(NoModel, match=r"model\.onnx is missing"):
        model_in(tmp_path)


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    for name in ("model.onnx", "vocab.txt", "name.txt"):
        (tmp_path / name).write_text("nonsense", encoding="utf-8")
    with pytest.raises(NoModel):
        model_in(tmp_path)


def test_without_its_model_the_matcher_goes_by_words_and_says_so(tmp_path: Path) -> None:
    matcher, note = best_matcher(str(tmp_path))

    assert matcher.reader.encoder is None
    assert note.startswith("Matching goes by words alone")
    assert best_matcher("none") == (standard_matcher(model=None), "")


def test_the_packaged_model_names_its_version() -> None:
    assert model_in(packaged_model()).name.startswith("makegood-")
