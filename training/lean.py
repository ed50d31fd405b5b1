"""Writes an 8-bit BERT with as few steps as onnxruntime has kernels for: the same weights, a fifth less time.

As PyTorch exports it, the model works out masks, places and shapes anew for every text. One text at a time
has no padding, so none of that is needed; queries, keys and values are one multiplication, and so on.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HEADS = 12
_OURS = "com.microsoft"
_WEIGHT = re.compile(r"onnx::MatMul_(\d+)_quantized")
_A_LAYER = 6
"""Multiplications: query, key, value, what comes of them, and the two of the dense part."""
_SMALL = 1e-12


class Lean:
    """A graph that grows step by step."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self._old = {each.name: numpy_helper.to_array(each) for each in model.graph.initializer}
        self._numbers = sorted(int(met[1]) for name in self._old if (met := _WEIGHT.fullmatch(name)))
        self._nodes: list[onnx.NodeProto] = []
        self._kept: list[onnx.TensorProto] = []

    def written(self, path: Path) -> None:
        here = self._embedded()
        layers = len(self._numbers) // _A_LAYER
        for number in range(layers):
            here = self._layer(number, here, "last_hidden_state" if number == layers - 1 else f"out{number}")
        size = len(self._old["model.embeddings.LayerNorm.weight"])
        graph = helper.make_graph(
            self._nodes,
            "lean",
            [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["texts", "pieces"])],
            [helper.make_tensor_value_info(here, TensorProto.FLOAT, ["texts", "pieces", size])],
            self._kept,
        )
        versions = [helper.make_opsetid("", 17), helper.make_opsetid(_OURS, 1)]
        onnx.save(helper.make_model(graph, opset_imports=versions, ir_version=8), path)

    def _embedded(self) -> str:
        """Words in 8 bits as they are; the place and the first kind of text, added up before."""
        words = "model.embeddings.word_embeddings.weight"
        for part in ("quantized", "scale", "zero_point"):
            self._keep(f"words_{part}", self._old[f"{words}_{part}"])
        places = self._whole("model.embeddings.position_embeddings.weight")
        self._keep("places", places + self._whole("model.embeddings.token_type_embeddings.weight")[0])
        self._keep("first", np.array([0], np.int64))
        self._step("Gather", ["words_quantized", "input_ids"], "picked", axis=0)
        self._step("DequantizeLinear", ["picked", "words_scale", "words_zero_point"], "said")
        self._step("Shape", ["input_ids"], "count", start=1, end=2)
        self._step("Slice", ["places", "first", "count", "first"], "here")
        self._step("Add", ["said", "here"], "placed")
        return self._normed("placed", "model.embeddings.LayerNorm", "embedded")

    def _layer(self, number: int, given: str, out: str) -> str:
        own = f"model.encoder.layer.{number}"
        first, *others = self._numbers[number * _A_LAYER :][:_A_LAYER]
        key, value, after, up, down = others
        asked = [f"{own}.attention.self.{part}.bias" for part in ("query", "key", "value")]
        together = self._times(given, (first, key, value), asked, f"together{number}")
        parts = [f"{part}{number}" for part in ("query", "key", "value")]
        self._nodes.append(helper.make_node("Split", [together], parts, axis=2))
        self._step("MultiHeadAttention", parts, f"heard{number}", domain=_OURS, num_heads=HEADS)
        said = self._times(
            f"heard{number}", (after,), [f"{own}.attention.output.dense.bias"], f"said{number}"
        )
        self._step("Add", [said, given], f"sum{number}")
        middle = self._normed(f"sum{number}", f"{own}.attention.output.LayerNorm", f"middle{number}")
        wide = self._times(middle, (up,), [f"{own}.intermediate.dense.bias"], f"wide{number}")
        self._step("Gelu", [wide], f"bent{number}", domain=_OURS)
        narrow = self._times(f"bent{number}", (down,), [f"{own}.output.dense.bias"], f"narrow{number}")
        self._step("Add", [narrow, middle], f"total{number}")
        return self._normed(f"total{number}", f"{own}.output.LayerNorm", out)

    def _times(self, given: str, numbers: Sequence[int], biases: Sequence[str], out: str) -> str:
        """Of several multiplications of the same rows one."""
        names = [f"onnx::MatMul_{number}" for number in numbers]
        if any(self._old[f"{name}_zero_point"].any() for name in names):
            raise SystemExit("The weights are not symmetric: quantise with QInt8.")
        weights = np.concatenate([self._old[f"{name}_quantized"] for name in names], axis=1)
        scales = np.concatenate([self._old[f"{name}_scale"] for name in names])
        bias = np.concatenate([self._old[name] for name in biases])
        kept = [
            self._keep(f"{out}_w", weights),
            self._keep(f"{out}_s", scales),
            "",
            self._keep(f"{out}_b", bias),
        ]
        self._step("DynamicQuantizeMatMul", [given, *kept], out, domain=_OURS)
        return out

    def _normed(self, given: str, name: str, out: str) -> str:
        told = [self._keep(f"{name}.{part}", self._old[f"{name}.{part}"]) for part in ("weight", "bias")]
        self._step("LayerNormalization", [given, *told], out, axis=-1, epsilon=_SMALL)
        return out

    def _whole(self, name: str) -> np.ndarray:
        steps = self._old[f"{name}_quantized"].astype(np.float32) - np.float32(
            self._old[f"{name}_zero_point"]
        )
        return np.asarray(steps * self._old[f"{name}_scale"])

    def _keep(self, name: str, values: np.ndarray) -> str:
        self._kept.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _step(self, kind: str, given: Sequence[str], out: str, **said: object) -> None:
        self._nodes.append(helper.make_node(kind, list(given), [out], **said))
