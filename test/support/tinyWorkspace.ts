import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Example, Split } from "../../src/core/example.ts";
import { writeTinyModel } from "./tinyModel.ts";

/** Flags of a run that takes a second or two, dropout and accumulation included. */
export const TINY_FLAGS = [
  "--dataset=data.jsonl",
  "--model=model.gguf",
  "--preset=quick",
  "--rank=4",
  "--dropout=0.1",
  "--batch-size=4",
  "--micro-batch-tokens=128",
  "--max-tokens=128",
  "--threads=1",
  "--device=cpu",
] as const;

/** Puts a random model and a small dataset of every split into `folder`. */
export async function fillTinyWorkspace(folder: string): Promise<void> {
  await writeTinyModel(join(folder, "model.gguf"), { contextLength: 256 });
  const examples = (["train", "validation", "test"] as const).flatMap((split) => examplesOf(split));
  writeFileSync(join(folder, "data.jsonl"), examples.map((example) => `${JSON.stringify(example)}\n`).join(""));
}

const COUNTS: Readonly<Record<Split, number>> = { train: 24, validation: 4, test: 6 };
const WORDS = ["root", "leaf", "branch", "bud", "bark", "wire", "frame", "knot"];

function examplesOf(split: Split): Example[] {
  return Array.from({ length: COUNTS[split] }, (_, index) => {
    const word = WORDS[index % WORDS.length] ?? "";
    return {
      id: `${split}-${index}`,
      form: "chat",
      kind: "imported",
      split,
      messages: [
        { role: "user", content: `${index} ${word}?` },
        { role: "assistant", content: `${split.slice(0, 2)} ${word} ${"x".repeat(index % 5)}` },
      ],
    };
  });
}
