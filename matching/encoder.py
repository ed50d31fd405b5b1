"""The sentence model: texts become vectors whose angle says how alike they mean. No network, no PyTorch."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np

from matching.columns import Array

SCALE = 400
"""A unit vector times this, rounded to 8 bits: the parts of such vectors seldom exceed 127/400."""
_SLOWER = "SkipLayerNormFusion"
"""Of a sum and the norm of its layer onnxruntime makes one step that takes twice as long as the two."""
MOST_PIECES = 160
"""Word pieces read of one text: about 120 words, as many as a long listing has."""


class Reading(NamedTuple):
    """One way to read what was typed, and how far behind the likeliest it is, in slips."""

    text: str
    behind: float


class Encoder(Protocol):
    """`name` changes whenever the vectors do, so that stored ones are known to be of this model."""

    @property
    def name(self) -> str: ...
    @property
    def size(self) -> int: ...
    def vector(self, text: str) -> Array:
        """`size` whole numbers of 8 bits; the cosine of two texts is their product / `SCALE` squared."""

    def clearest(self, readings: Sequence[Reading]) -> Array:
        """The vector of the reading that makes the best sense; the likeliest comes first."""


class OnnxEncoder:
    """A BERT-like model in ONNX, its pieces averaged.

    Its folder holds `model.onnx`, `vocab.txt` and `name.txt`.
    One text at a time: the 8-bit model rounds by what is in a batch, and a text must always get one vector.
    """

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        import onnxruntime
        from tokenizers import BertWordPieceTokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._model = onnxruntime.InferenceSession(
            str(folder / "model.onnx"),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=[_SLOWER],
        )
        self._asked = [wanted.name for wanted in self._model.get_inputs()]
        self._pieces = BertWordPieceTokenizer(str(folder / "vocab.txt"), lowercase=True)
        self._pieces.enable_truncation(MOST_PIECES)
        self.name = (folder / "name.txt").read_text(encoding="utf-8").strip()
        self.size = int(self._model.get_outputs()[0].shape[-1])

    def vector(self, text: str) -> Array:
        pieces = np.array([self._pieces.encode(text).ids], np.int64)
        given = {
            "input_ids": pieces,
            "attention_mask": np.ones_like(pieces),
            "token_type_ids": np.zeros_like(pieces),
        }
        (hidden,) = self._model.run(None, {name: given[name] for name in self._asked})
        return rounded(hidden[0].mean(axis=0))

    def clearest(self, readings: Sequence[Reading]) -> Array:
        """Of the likeliest: the model alone does not know what people say."""
        return self.vector(readings[0].text)


def unreadable() -> tuple[type[Exception], ...]:
    """What onnxruntime raises for a file that is no model, or not one that it can run; none without it."""
    try:
        from onnxruntime.capi import onnxruntime_pybind11_state as state
    except ImportError:
        return ()
    names = ("Fail", "InvalidArgument", "InvalidGraph", "InvalidProtobuf", "NoSuchFile", "RuntimeException")
    return tuple(getattr(state, name) for name in names)


def rounded(vector: Array) -> Array:
    """A vector of any length as 8-bit whole numbers."""
    unit = vector / max(float(np.linalg.norm(vector)), 1e-9)
    return np.clip(np.rint(unit * SCALE), -127, 127).astype(np.int8)
