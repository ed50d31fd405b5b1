"""Fine-tunes all-MiniLM-L6-v2 on pairs of texts that mean the same help. Needs PyTorch; see README.md
here.
"""

import argparse
import random
import time
from collections.abc import Iterator
from pathlib import Path

import torch
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer, get_linear_schedule_with_warmup

from training.examples import Examples, Pair
from training.slips import slipped

WARMTH = 0.05
"""Temperature of the softmax over a batch; the usual one for sentence models."""
LONGEST = 64
"""Word pieces of one text seen in training."""
PARTS = 4
"""A batch is read in so many parts of like length."""
SLIPS = 0.15
"""Share of texts that get typing errors."""


def batches(pairs: list[Pair], size: int) -> Iterator[list[Pair]]:
    for at in range(0, len(pairs) - size + 1, size):
        yield sorted(pairs[at : at + size], key=lambda pair: pair.group)


class Trainer:
    def __init__(self, base: str, seed: int) -> None:
        torch.manual_seed(seed)
        self.chance = random.Random(seed)
        self.pieces = AutoTokenizer.from_pretrained(base)
        self.model = AutoModel.from_pretrained(base)
        self.model.embeddings.requires_grad_(False)

    def vectors(self, texts: list[str]) -> torch.Tensor:
        """Mean of the pieces' vectors, of length one; sorted by length so that little is padding."""
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        share = -(-len(order) // PARTS)
        parts = [
            self._encoded([texts[at] for at in order[first : first + share]])
            for first in range(0, len(order), share)
        ]
        place = torch.empty(len(texts), dtype=torch.long)
        place[torch.tensor(order)] = torch.arange(len(texts))
        return torch.cat(parts)[place]

    def _encoded(self, texts: list[str]) -> torch.Tensor:
        read = self.pieces(texts, padding=True, truncation=True, max_length=LONGEST, return_tensors="pt")
        mask = read["attention_mask"].unsqueeze(-1)
        hidden = self.model(**read).last_hidden_state.float()
        return functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=1)

    def loss(self, pairs: list[Pair]) -> torch.Tensor:
        """Each text must find its other half among all of the batch, and the look-alikes beside it."""
        unlike = [pair.unlike for pair in pairs if pair.unlike]
        texts = [pair.one for pair in pairs] + [pair.other for pair in pairs] + unlike
        found = self.vectors(
            [slipped(text, self.chance) if self.chance.random() < SLIPS else text for text in texts]
        )
        size = len(pairs)
        ones, others, wrong = found[:size], found[size : 2 * size], found[2 * size :]
        groups = {name: at for at, name in enumerate({pair.group for pair in pairs})}
        named = torch.tensor([groups[pair.group] for pair in pairs])
        same = (named[:, None] == named[None, :]) & ~torch.eye(size, dtype=torch.bool)
        forth = (ones @ others.T / WARMTH).masked_fill(same, -1e4)
        back = forth.T
        if len(wrong):
            forth = torch.cat([forth, ones @ wrong.T / WARMTH], dim=1)
        right = torch.arange(size)
        return (functional.cross_entropy(forth, right) + functional.cross_entropy(back, right)) / 2

    def train(
        self,
        examples: Examples,
        *,
        epochs: int,
        size: int,
        rate: float,
        minutes: float,
        draws: tuple[int, int, int],
        labels: float,
    ) -> None:
        pairs = [pair for _ in range(epochs) for pair in examples.epoch(*draws, labels=labels)]
        steps = len(pairs) // size
        optimiser = torch.optim.AdamW(
            [p for p in self.model.parameters() if p.requires_grad], lr=rate, weight_decay=0.01
        )
        schedule = get_linear_schedule_with_warmup(optimiser, steps // 20, steps)
        began, smooth = time.monotonic(), 0.0
        self.model.train()
        for step, batch in enumerate(batches(pairs, size), start=1):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = self.loss(batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            smooth = loss.item() if step == 1 else 0.98 * smooth + 0.02 * loss.item()
            if step % 50 == 0:
                spent = time.monotonic() - began
                print(f"{step}/{steps} loss {smooth:.3f} {spent:.0f} s", flush=True)
                if spent > minutes * 60:
                    print("out of time", flush=True)
                    break
        self.model.eval()

    def save(self, folder: Path) -> None:
        self.model.save_pretrained(folder)
        self.pieces.save_pretrained(folder)


def main() -> None:
    here = Path(__file__).parent
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=here / "data")
    parser.add_argument("--written", type=Path, default=here / "data")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--size", type=int, default=64)
    parser.add_argument("--rate", type=float, default=5e-5)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument(
        "--draws", type=int, nargs=3, default=(30, 6, 8000), metavar=("ROLES", "POSTINGS", "TASKS")
    )
    parser.add_argument("--labels", type=float, default=1.0, help="share of ESCO's names that is drawn")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain", action="store_true", help="without look-alikes and postings")
    said = parser.parse_args()
    trainer = Trainer(said.base, said.seed)
    examples = Examples(said.data, said.written, trainer.chance, plain=said.plain)
    trainer.train(
        examples,
        epochs=said.epochs,
        size=said.size,
        rate=said.rate,
        minutes=said.minutes,
        draws=tuple(said.draws),
        labels=said.labels,
    )
    trainer.save(said.out)


if __name__ == "__main__":
    main()
