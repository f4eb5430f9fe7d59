"""Batches as PEFT users make them: padded on the right to the longest example, -100 where there is no label."""

import torch
import torch.nn.functional as F

IGNORED = -100


def collate(batch, device="cpu"):
    """[{tokens, isTarget}] -> input_ids, attention_mask, labels, each [B, T] with T the longest example."""
    longest = max(len(example["tokens"]) for example in batch)
    input_ids, attention_mask, labels = [], [], []
    for example in batch:
        tokens, padding = example["tokens"], longest - len(example["tokens"])
        input_ids.append(tokens + [0] * padding)
        attention_mask.append([1] * len(tokens) + [0] * padding)
        labels.append([t if wanted else IGNORED for t, wanted in zip(tokens, example["isTarget"])] + [IGNORED] * padding)
    tensor = lambda rows: torch.tensor(rows, dtype=torch.long, device=device)
    return {"input_ids": tensor(input_ids), "attention_mask": tensor(attention_mask), "labels": tensor(labels)}


def label_count(batch):
    """Tokens of the batch that the model must learn to produce."""
    return sum(1 for example in batch for wanted in example["isTarget"][1:] if wanted)


def summed_loss(logits, labels):
    """logits [B, T, V], labels [B, T] -> the summed cross entropy of all labelled tokens."""
    predicting = logits[:, :-1].flatten(0, 1)
    return F.cross_entropy(predicting, labels[:, 1:].flatten(), ignore_index=IGNORED, reduction="sum")
