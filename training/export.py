"""Writes a fine-tuned model as 8-bit ONNX, the form in which the matcher reads it.

python -m training.export --model DIR --out DIR --name NAME
"""

import argparse
import shutil
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModel

from training.lean import Lean


class Plain(torch.nn.Module):
    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        return self.model(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--name", required=True)
    said = parser.parse_args()
    said.out.mkdir(parents=True, exist_ok=True)
    model = Plain(AutoModel.from_pretrained(said.model, attn_implementation="eager").eval())
    pieces = torch.tensor([[101, 2057, 2342, 102]])
    names = ["input_ids", "attention_mask", "token_type_ids"]
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            model,
            (pieces, torch.ones_like(pieces), torch.zeros_like(pieces)),
            str(whole),
            input_names=names,
            output_names=["last_hidden_state"],
            dynamic_axes={name: {0: "texts", 1: "pieces"} for name in [*names, "last_hidden_state"]},
            opset_version=17,
            dynamo=False,
        )
        small = Path(folder) / "small.onnx"
        quantize_dynamic(whole, small, weight_type=QuantType.QInt8, per_channel=True)
        Lean(onnx.load(small)).written(said.out / "model.onnx")
    shutil.copy(said.model / "vocab.txt", said.out / "vocab.txt") if (
        said.model / "vocab.txt"
    ).exists() else None
    (said.out / "name.txt").write_text(said.name + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
