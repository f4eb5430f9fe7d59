/** The training loop: an async generator of typed events, resumable bit for bit from its run folder. */
import { join } from "node:path";
import { at } from "../../base/at.ts";
import type { TokenizedExample } from "../../core/example.ts";
import type { TrainingConfig, TrainingEvent } from "../../core/run.ts";
import { packBatch } from "../data/packed.ts";
import { initializeLora } from "../lora/loraParameters.ts";
import { writeAdapter } from "../lora/adapterFile.ts";
import { loraOptions } from "../lora/lora.ts";
import { adamWOptions } from "../optim/adamW.ts";
import { learningRateAt } from "../optim/schedule.ts";
import type { TrainingState } from "./checkpoint.ts";
import { findCheckpoint, readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import { DecoderEngine } from "./decoderEngine.ts";
import { scoreExamples } from "./evaluate.ts";
import { EventQueue } from "./eventQueue.ts";
import { Learner } from "./learner.ts";
import type { Execution } from "./openModel.ts";
import { adapterTensors, openModel } from "./openModel.ts";
import type { Turn } from "../runtime/session.ts";
import { trainingWorkload } from "./plan.ts";
import { stepPlan } from "./stepPlan.ts";
import { adapter, adapterOptions, everyWeight } from "./trainable.ts";
import { writeModel } from "./writeModel.ts";

export interface TrainingInput {
  readonly modelPath: string;
  readonly config: TrainingConfig;
  readonly train: readonly TokenizedExample[];
  /** May be empty; then the last step counts as the best. */
  readonly validation: readonly TokenizedExample[];
  /** Holds checkpoints/, and adapter.gguf (or model.gguf of a full training) of the best step. */
  readonly runDir: string;
  /** Continue from the newest checkpoint, if there is one. */
  readonly resume: boolean;
  /** Asked before each program that trains or validates. Defaults to computing without a rest. */
  readonly turn?: Turn;
}

/**
 * Trains until the steps are done, validation stops improving, or `signal` is aborted: then the step in hand is
 * dropped, a checkpoint of the last whole step is written and the run counts as paused. No checkpoint is on disk before
 * the reader came back for more after the events that led to it.
 * Throws UserError for a model, a configuration or a machine that cannot; what was saved before stays.
 */
export async function* train(input: TrainingInput, signal: AbortSignal): AsyncGenerator<TrainingEvent, void> {
  const queue = new EventQueue<TrainingEvent>();
  const abandoned = new AbortController();
  const work = run(input, AbortSignal.any([signal, abandoned.signal]), queue).then(
    () => queue.close(),
    (error: unknown) => queue.fail(error),
  );
  try {
    yield* queue;
  } finally {
    // A reader that leaves early must not leave a trainer behind.
    abandoned.abort();
    await work;
  }
}

async function run(
  { modelPath, config, train: examples, validation, runDir, resume, turn }: TrainingInput,
  signal: AbortSignal,
  events: EventQueue<TrainingEvent>,
): Promise<void> {
  const emit = (event: TrainingEvent): void => events.push(event);
  const found = resume ? await findCheckpoint(runDir) : undefined;
  const { model, weights, planned, device, session } = await openModel(
    modelPath,
    config,
    trainingWorkload(config, examples, validation),
    found?.execution,
    turn,
  );
  const execution: Execution = { threads: session.threads, plan: planned.plan };
  const trainable =
    config.method === "full"
      ? everyWeight(model, weights)
      : await adapter(model, weights, adapterOptions(model, config, planned.plan.merged), session);
  const { parameters } = trainable;
  if (config.method === "lora") initializeLora(parameters, config.seed);
  const engine = new DecoderEngine(model, weights, trainable, { ...session, savePolicy: planned.plan.savePolicy });
  const learner = new Learner(engine, parameters, { ...adamWOptions(config), clipNorm: config.clipNorm });

  const stored = found?.state;
  if (found) await readCheckpoint(found.path, parameters.values, learner.moments);
  parameters.version++;
  const plan = stepPlan(examples, config);
  engine.reserve(plan.shapes);
  let state: TrainingState = stored ?? {
    step: 0,
    baseValidationLoss: Infinity,
    bestValidationLoss: Infinity,
    bestStep: 0,
    sinceBest: 0,
    validatedStep: -1,
  };
  let savedStep = state.step;
  emit({
    kind: "started",
    totalSteps: plan.totalSteps,
    resumedFrom: state.step,
    device: device.provider,
    deviceReason: device.reason,
    parameterCount: parameters.values.length,
    estimateBytes: planned.estimate.totalBytes,
  });

  for (const message of found?.damaged ?? []) emit({ kind: "warning", message });

  const save = async (): Promise<void> => {
    // A run goes on from its newest checkpoint: the reader has by then written down what led to it.
    await events.read();
    emit({
      kind: "checkpoint",
      step: state.step,
      path: await writeCheckpoint(runDir, state, execution, parameters.values, learner.moments),
    });
    savedStep = state.step;
  };
  const keepBest = (): Promise<void> =>
    config.method === "full"
      ? writeModel(join(runDir, "model.gguf"), modelPath, model, parameters)
      : writeAdapter(
          join(runDir, "adapter.gguf"),
          {
            architecture: model.family,
            rank: config.rank,
            alpha: loraOptions(config).scale * config.rank,
            targets: config.targets,
            firstBlock: trainable.firstBlock,
            tensors: adapterTensors(parameters),
          },
          `Espalier adapter, step ${state.bestStep}`,
        );
  const validate = async (step = state.step): Promise<void> => {
    const { loss } = await scoreExamples(engine, validation, config.microBatchTokens, { signal });
    const best = loss < state.bestValidationLoss;
    const baseValidationLoss = step === 0 ? loss : state.baseValidationLoss;
    state = { ...state, validatedStep: step, baseValidationLoss, sinceBest: best ? 0 : state.sinceBest + 1 };
    if (best) {
      state = { ...state, bestValidationLoss: loss, bestStep: step };
      await keepBest();
    }
    emit({ kind: "validation", step, validationLoss: loss, best });
  };
  // What a whole validation takes, nobody waits for before anything is seen to happen: the first step goes before that of
  // the base model, whose adapter is put back for it. A copy of all weights would cost too much memory.
  const isBaseLater = config.method === "lora";
  const validateBase = async (): Promise<void> => {
    const learned = parameters.values.slice();
    parameters.values.fill(0);
    initializeLora(parameters, config.seed);
    try {
      await validate(0);
    } finally {
      parameters.values.set(learned);
      parameters.version++;
    }
  };
  // A run that was paused within a validation makes up for it when it goes on.
  const isValidationDue = (): boolean =>
    validation.length > 0 &&
    state.validatedStep !== state.step &&
    (state.step > 0 || !isBaseLater) &&
    (state.step % config.validateEvery === 0 || state.step === plan.totalSteps);

  let reason: "completed" | "early-stopped" | "paused" = "completed";
  try {
    for (;;) {
      if (isBaseLater && validation.length > 0 && state.step > 0 && state.validatedStep < 0) await validateBase();
      if (isValidationDue()) await validate();
      const isLast = state.step === plan.totalSteps;
      if (state.step > savedStep && (isLast || state.step % config.checkpointEvery === 0)) await save();
      if (isLast) break;
      if (config.patience > 0 && state.sinceBest >= config.patience) {
        reason = "early-stopped";
        break;
      }
      signal.throwIfAborted();
      const { step } = state;
      const { epoch, microBatches } = plan.at(step);
      const batches = microBatches.map((indices) => packBatch(indices.map((i) => at(examples, i))));
      const tokens = batches.reduce((total, { M }) => total + M, 0);
      const learningRate = learningRateAt(step, plan.totalSteps, config);
      const started = performance.now();
      const learned = await learner.step(batches, step, learningRate, {
        signal,
        onProgress: (fraction) => emit({ kind: "progress", step, fraction }),
      });
      const seconds = (performance.now() - started) / 1000;
      state = { ...state, step: step + 1 };
      emit({
        kind: "step",
        step: state.step,
        epoch,
        ...learned,
        learningRate,
        tokens,
        tokensPerSecond: tokens / seconds,
        rssBytes: process.memoryUsage.rss(),
      });
    }
    if (validation.length === 0) {
      state = { ...state, bestStep: state.step };
      await keepBest();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    reason = "paused";
    if (state.step > savedStep) await save();
  } finally {
    await engine.release();
  }
  emit({
    kind: "finished",
    reason,
    step: state.step,
    bestStep: state.bestStep,
    bestValidationLoss: state.bestValidationLoss,
    baseValidationLoss: state.baseValidationLoss,
  });
}
