import type { Command } from "commander";
import { chooseServed, type ServedModel } from "../app/answers/servedModel.ts";
import type { GenerateOptions, Generation } from "../core/generation.ts";
import { USUAL_RUN } from "./chosenRun.ts";
import type { Context } from "./command.ts";
import { parseCount, parseNotNegative, parseNumber, parseSeed, parseShare } from "./flags.ts";
import { showModelProgress } from "./modelProgress.ts";
import { startProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

/** Flags that choose what answers, and how. */
export interface ServedFlags {
  readonly run?: string;
  readonly model?: string;
  readonly adapter?: string;
  readonly scale?: number;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly topP?: number;
  readonly seed?: number;
  readonly template?: string;
  readonly system?: string;
  readonly threads?: number;
}

export const addServedFlags = (command: Command): Command =>
  command
    .option("--run <run>", `a run of this folder (default: ${USUAL_RUN})`)
    .option("--model <name>", "a model without a run")
    .option("--adapter <file>", "a GGUF adapter on that model")
    .option("--scale <number>", "strength of the adapter; 1 is as trained", parseNumber)
    .option("--template <name>", "chat template of the model by name, or plain (default: as the run was trained)")
    .option("--system <text>", "instructions before the question")
    .option("--max-tokens <count>", "longest answer in tokens", parseCount, 256)
    .option("--temperature <number>", "0 always takes the likeliest token", parseNotNegative, 0)
    .option("--top-p <share>", "draw among the likeliest tokens of this share (default: 0.95)", parseShare)
    .option("--seed <number>", "of the draws (default: 0)", parseSeed)
    .option("--threads <count>", "threads of llama.cpp (default: all but one)", parseCount);

/** What the flags choose, fetched if need be. */
export async function chooseServedShown(
  flags: ServedFlags,
  { folder, terminal, signal }: Context,
  mustBeTuned = false,
): Promise<ServedModel> {
  const { run, model, adapter, scale, template } = flags;
  const { show, stop } = showModelProgress(terminal);
  const choice = { folder, run, model, adapter, scale, template, mustBeTuned };
  return await chooseServed(choice, { signal, onProgress: show }).finally(stop);
}

/** What answers, for people: a run by its name, if it has one, and the id that commands take. */
export function describeServed({ model, tuning, adapter }: ServedModel): string {
  const strength = adapter === undefined || adapter.scale === 1 ? "" : ` at strength ${adapter.scale}`;
  switch (tuning.kind) {
    case "none":
      return model;
    case "no-run-yet":
      return `${model}, not tuned: there is no run here yet`;
    case "run":
      return `${model} tuned by ${tuning.isNamed ? `${tuning.title} (${tuning.id})` : tuning.id}${strength}`;
    case "adapter":
      return `${model} + ${tuning.path}${strength}`;
  }
}

export const generateOptionsOf = ({ maxTokens, temperature, topP, seed }: ServedFlags): GenerateOptions => ({
  maxTokens,
  temperature,
  topP,
  seed,
});

/** Shows how much of a model is loaded, and nothing more once it is. */
export function showLoading(terminal: Terminal): { onLoading: (fraction: number) => void; stop: () => void } {
  if (!terminal.interactive) return { onLoading: () => undefined, stop: () => undefined };
  const progress = startProgress(terminal, "Loading the model");
  return {
    onLoading(fraction) {
      progress.update(fraction, 1);
      if (fraction >= 1) progress.stop();
    },
    stop: () => progress.stop(),
  };
}

/** `52 tokens, 31.4 tokens/s, first after 0.42 s`. An answer shorter than asked for was cut where the context ends. */
export function describeSpeed(
  { answerTokens, tokensPerSecond, firstTokenMs, finish }: Generation,
  { maxTokens }: Pick<ServedFlags, "maxTokens">,
): string {
  const limit = answerTokens < maxTokens ? "the end of the model's context" : "--max-tokens";
  const cut = finish === "length" ? `, cut at ${limit}` : "";
  return `${answerTokens} tokens, ${tokensPerSecond.toFixed(1)} tokens/s, first after ${(firstTokenMs / 1000).toFixed(2)} s${cut}`;
}
