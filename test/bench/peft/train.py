"""The peer of the benchmark: the same LoRA training as PyTorch, transformers and PEFT do it on a CPU.

    python -B test/bench/peft/train.py JOB.json        (or the job on standard input)

It is the loop that a competent user of these libraries writes: scaled-dot-product attention, batches padded on the
right to their longest example, AdamW over the adapter alone, clipped gradients. "bfloat16"
holds the frozen weights in bfloat16 and computes under autocast, adapter and optimiser in float32.

Time it on an idle machine: PyTorch's threads spin while they wait, so that anything else that runs slows them tenfold.

The job, whose batches are optimiser steps of whole examples:
    {"model": "FILE.gguf", "rank": 16, "alpha": 32, "targets": ["attn_q", …], "rsLora": false,
     "adapter": "PEFT_FOLDER", "learningRates": [2e-4, …], "weightDecay": 0.01, "clipNorm": 1,
     "batches": [[{"tokens": [1, 2, 3], "isTarget": [0, 0, 1]}, …], …],
     "microBatchExamples": 0, "dtype": "float32" | "bfloat16", "threads": 2, "logits": "all" | "labelled"}

"learningRates" has one for each batch. "adapter", where not null, is the adapter to begin with, so that two programs
can be compared loss by loss; otherwise PEFT draws one. "microBatchExamples": 0 takes each batch at once.
"logits": "all" is what transformers does unless told otherwise: the head at every position. "labelled" selects the
labelled rows before the head, which transformers offers no switch for (its `logits_to_keep` keeps the same positions of
every example) but which a user who profiles will write.

Prints one line a step on standard error, and on standard output one line of JSON: peer.ts has its fields.
"""

import json
import math
import platform
import sys
import time

import peft
import psutil
import torch
import transformers
from peft import LoraConfig, PeftModel, get_peft_model

from batches import IGNORED, collate, label_count, summed_loss
from gguf_model import LINEARS, load_gguf


def build_model(job):
    torch.manual_seed(0)
    base = load_gguf(job["model"], getattr(torch, job["dtype"]))
    # PEFT keeps the adapter in float32 where the weights are bfloat16.
    if job["adapter"]:
        return PeftModel.from_pretrained(base, job["adapter"], is_trainable=True).train()
    config = LoraConfig(
        r=job["rank"],
        lora_alpha=job["alpha"],
        lora_dropout=0.0,
        use_rslora=job["rsLora"],
        target_modules=[LINEARS[target].split(".")[1] for target in job["targets"]],
        task_type="CAUSAL_LM",
    )
    return get_peft_model(base, config).train()


def loss_of(model, inputs, logits):
    if logits == "all":
        output = model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"])
        return summed_loss(output.logits.float(), inputs["labels"])
    causal = model.get_base_model()
    hidden = causal.model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"]).last_hidden_state
    labels = inputs["labels"][:, 1:]
    labelled = labels != IGNORED
    rows = causal.lm_head(hidden[:, :-1][labelled])
    return torch.nn.functional.cross_entropy(rows.float(), labels[labelled], reduction="sum")


def micro_batches(batch, size):
    """Consecutive examples; the whole batch where size is 0."""
    size = size or len(batch)
    return [batch[first : first + size] for first in range(0, len(batch), size)]


def train(model, job):
    trained = [weight for weight in model.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(trained, betas=(0.9, 0.999), eps=1e-8, weight_decay=job["weightDecay"])
    autocast = torch.autocast("cpu", torch.bfloat16, enabled=job["dtype"] == "bfloat16")
    for batch, rate in zip(job["batches"], job["learningRates"], strict=True):
        started = time.perf_counter()
        for group in optimizer.param_groups:
            group["lr"] = rate
        labels = label_count(batch)
        loss = 0.0
        for part in micro_batches(batch, job["microBatchExamples"]):
            with autocast:
                part_loss = loss_of(model, collate(part), job["logits"]) / labels
            part_loss.backward()
            loss += part_loss.item()
        torch.nn.utils.clip_grad_norm_(trained, job["clipNorm"] or math.inf)
        optimizer.step()
        optimizer.zero_grad()
        yield loss, time.perf_counter() - started


def peak_rss_bytes():
    memory = psutil.Process().memory_info()
    if hasattr(memory, "peak_wset"):
        return memory.peak_wset
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def main():
    launched = time.perf_counter()
    with open(sys.argv[1]) if len(sys.argv) > 1 else sys.stdin as source:
        job = json.load(source)
    torch.set_num_threads(job["threads"])
    model = build_model(job)
    trainable, total = model.get_nb_trainable_parameters()
    prepared = time.perf_counter() - launched
    losses, seconds = [], []
    for loss, elapsed in train(model, job):
        losses.append(loss)
        seconds.append(elapsed)
        print(f"step {len(losses)}: loss {loss:.4f}, {elapsed:.2f} s", file=sys.stderr, flush=True)
    tokens = [sum(len(example["tokens"]) for example in batch) for batch in job["batches"]]
    result = dict(
        stepSeconds=seconds,
        stepTokens=tokens,
        losses=losses,
        tokensPerSecond=sum(tokens) / sum(seconds),
        setupSeconds=prepared,
        peakRssBytes=peak_rss_bytes(),
        trainableParameters=trainable,
        parameters=total,
        threads=torch.get_num_threads(),
        versions=dict(
            python=platform.python_version(),
            torch=torch.__version__,
            transformers=transformers.__version__,
            peft=peft.__version__,
        ),
    )
    print(json.dumps(result))


if __name__ == "__main__":
    main()
