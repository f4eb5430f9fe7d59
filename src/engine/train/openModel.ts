/** A model file opened for training or evaluation. */
import type { Device, TrainingConfig } from "../../core/run.ts";
import { openGguf } from "../../gguf/open.ts";
import type { Adapter } from "../lora/adapterFile.ts";
import { readAdapter } from "../lora/adapterFile.ts";
import { readConfig } from "../models/readConfig.ts";
import type { DecoderConfig } from "../models/config.ts";
import { chooseDevice, defaultThreads } from "../runtime/device.ts";
import type { DeviceChoice } from "../runtime/device.ts";
import type { SessionOptions, Turn } from "../runtime/session.ts";
import { FrozenWeights } from "./frozenWeights.ts";
import type { Parameters } from "./parameters.ts";
import type { PlannedMemory, Workload } from "./plan.ts";
import { availableBytes, planMemory } from "./plan.ts";
import type { MemoryPlan } from "./memory.ts";
import { adapter, frozen } from "./trainable.ts";
import type { Trainable } from "./trainable.ts";

export interface OpenedModel {
  readonly model: DecoderConfig;
  readonly weights: FrozenWeights;
  readonly planned: PlannedMemory;
  readonly device: DeviceChoice;
  readonly session: SessionOptions;
}

/** How a run computes: its results depend on it in their last bits, so a resumed run keeps it. */
export interface Execution {
  readonly threads: number;
  readonly plan: MemoryPlan;
}

/** Reads the model; `execution` is that of the run that goes on. Throws UserError for a model or a machine that cannot. */
export async function openModel(
  modelPath: string,
  config: TrainingConfig,
  workload: Workload,
  execution?: Execution,
  turn?: Turn,
): Promise<OpenedModel> {
  const file = await openGguf(modelPath);
  try {
    const model = readConfig(file);
    const planned = planMemory(file, model, config, workload, availableBytes(), execution?.plan);
    const { device, session: options } = await openDevice(config.device, execution?.threads ?? config.threads);
    const session = { ...options, ...(turn && { turn }) };
    const weights = await FrozenWeights.load(file, model, planned.plan.weights);
    return { model, weights, planned, device, session };
  } finally {
    await file.close();
  }
}

export async function openDevice(
  wanted: Device,
  threads: number = defaultThreads(),
): Promise<{ device: DeviceChoice; session: SessionOptions }> {
  const device = await chooseDevice(wanted);
  return { device, session: { provider: device.provider, threads } };
}

/** The base model, or with an adapter file applied at `strength`. */
export async function servedModel(
  { model, weights, session, planned }: Pick<OpenedModel, "model" | "weights" | "session" | "planned">,
  adapterFile?: { readonly path: string; readonly strength: number },
): Promise<Trainable> {
  if (!adapterFile) return frozen(model, weights);
  const loaded = await readAdapter(adapterFile.path, model);
  const trainable = await adapter(
    model,
    weights,
    {
      rank: loaded.rank,
      scale: (loaded.alpha / loaded.rank) * adapterFile.strength,
      targets: loaded.targets,
      firstBlock: loaded.firstBlock,
      dropout: 0,
      loraPlusRatio: 1,
      seed: 0,
      merged: planned.plan.merged,
    },
    session,
  );
  fillParameters(trainable.parameters, loaded);
  return trainable;
}

function fillParameters(parameters: Parameters, { tensors }: Adapter): void {
  for (const { block, name, start } of parameters.placed) {
    const tensor = tensors.get(`blk.${block}.${name}`);
    if (tensor) parameters.values.set(tensor.data, start);
  }
  parameters.version++;
}

/** The parameters as the tensors of an adapter file. */
export function adapterTensors(parameters: Parameters): Adapter["tensors"] {
  return new Map(
    parameters.placed.map(({ block, name, shape, start, end }) => [
      `blk.${block}.${name}`,
      { shape, data: parameters.values.subarray(start, end) },
    ]),
  );
}
