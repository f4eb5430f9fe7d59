import { vi } from "vitest";
import { PRESETS } from "../../src/core/presets.ts";
import type { DatasetCounts } from "../../src/core/curatedQuery.ts";
import type { DatasetTabView } from "../../src/protocol/datasetTab.ts";
import { NOTHING_MEASURED } from "../../src/protocol/datasetTab.ts";
import type { EstimateView, PanelHostFunctions, PanelSnapshot } from "../../src/protocol/panel.ts";
import type { RunRow } from "../../src/protocol/panelData.ts";

/** The extension's side of a panel that shows `snapshot`: it answers what the page asks of itself, and notes the rest. */
export const panelHost = (snapshot: PanelSnapshot) => ({
  "view/ready": vi.fn<PanelHostFunctions["view/ready"]>(() => Promise.resolve(snapshot)),
  "run/estimate": vi.fn<PanelHostFunctions["run/estimate"]>(() => Promise.resolve(ESTIMATE)),
  "run/follow": vi.fn<PanelHostFunctions["run/follow"]>(),
  "run/start": vi.fn<PanelHostFunctions["run/start"]>(() => Promise.resolve(undefined)),
  "run/command": vi.fn<PanelHostFunctions["run/command"]>(() => Promise.resolve()),
  "model/get": vi.fn<PanelHostFunctions["model/get"]>(),
  "model/remove": vi.fn<PanelHostFunctions["model/remove"]>(() => Promise.resolve()),
  "activity/cancel": vi.fn<PanelHostFunctions["activity/cancel"]>(),
  "compare/ask": vi.fn<PanelHostFunctions["compare/ask"]>(),
  "compare/questions": vi.fn<PanelHostFunctions["compare/questions"]>(() => Promise.resolve([])),
  "compare/vote": vi.fn<PanelHostFunctions["compare/vote"]>(() => Promise.resolve()),
  "compare/keep": vi.fn<PanelHostFunctions["compare/keep"]>(() => Promise.resolve(true)),
  "compare/prefer": vi.fn<PanelHostFunctions["compare/prefer"]>(() => Promise.resolve()),
  "ask/send": vi.fn<PanelHostFunctions["ask/send"]>(),
  "ask/typed": vi.fn<PanelHostFunctions["ask/typed"]>(),
  "ask/stop": vi.fn<PanelHostFunctions["ask/stop"]>(),
  "ask/keep": vi.fn<PanelHostFunctions["ask/keep"]>(() => Promise.resolve()),
  "ask/openSource": vi.fn<PanelHostFunctions["ask/openSource"]>(() => Promise.resolve()),
  "dataset/build": vi.fn<PanelHostFunctions["dataset/build"]>(),
  "dataset/look": vi.fn<PanelHostFunctions["dataset/look"]>(() => NO_DATASET),
  "dataset/measureSplits": vi.fn<PanelHostFunctions["dataset/measureSplits"]>(),
  "dataset/measureLengths": vi.fn<PanelHostFunctions["dataset/measureLengths"]>(),
  "dataset/tryExport": vi.fn<PanelHostFunctions["dataset/tryExport"]>(),
  "dataset/scan": vi.fn<PanelHostFunctions["dataset/scan"]>(),
});

const NO_DATASET: DatasetTabView = {
  dataset: { kind: "none" },
  names: [],
  kinds: [],
  importFormats: [],
  exportFormats: [],
  ...NOTHING_MEASURED,
};

/** The Dataset tab's view of a dataset of which nothing was measured yet. */
export const openDataset = (counts: DatasetCounts): DatasetTabView => ({
  ...NO_DATASET,
  dataset: { kind: "open", name: "dataset", counts },
  names: ["dataset"],
});

const GIB = 2 ** 30;
const ESTIMATE: EstimateView = {
  kind: "ready",
  seconds: 240,
  basis: "guessed",
  estimate: {
    trainExamples: 80,
    validationExamples: 10,
    trainTokens: 8_000,
    targetTokens: 3_000,
    steps: 20,
    memory: { weightsBytes: GIB, totalBytes: GIB } as never,
    availableBytes: 8 * GIB,
    warnings: [],
  },
};

/** A folder with a dataset, a model that is installed and one that is not, and these runs. */
export const panelSnapshot = (change: Partial<PanelSnapshot> = {}): PanelSnapshot => ({
  folder: { path: "/garden", name: "garden" },
  folders: [{ path: "/garden", name: "garden" }],
  isVirtual: false,
  runs: [],
  datasets: [
    {
      path: "/garden/.espalier/datasets/dataset.jsonl",
      title: "dataset.jsonl",
      exampleCount: 100,
      train: 80,
      validation: 10,
      test: 10,
      excludedCount: 0,
      byKind: { section: 100 },
    },
  ],
  models: {
    folder: "/models",
    models: [
      {
        id: "small",
        title: "Small Model",
        isDefault: true,
        state: "ready",
        sizeBytes: 98_000_000,
        architecture: "llama",
        parameterCount: 135_000_000,
        source: "the Hub",
      },
      {
        id: "large",
        title: "Large Model",
        isDefault: false,
        state: "not-downloaded",
        sizeBytes: 900_000_000,
        architecture: "llama",
        trainingBytes: 64 * GIB,
        source: "the Hub",
      },
    ],
    found: [],
    problems: [],
    totalBytes: 16 * GIB,
    storedBytes: 98_000_000,
  },
  activities: [],
  comparisons: [],
  votes: [],
  asked: [],
  settings: {
    fields: [
      {
        name: "batchSize",
        group: "Data",
        help: "Examples a step",
        kind: "number",
        minimum: 1,
        presets: { quick: "4", balanced: "8" },
      },
    ],
    presets: [
      { name: "quick", help: "a first look" },
      { name: "balanced", help: "the default" },
    ],
    defaultPreset: "balanced",
    defaultModel: "small",
  },
  ...change,
});

export const runRow = (change: Partial<RunRow> = {}): RunRow => ({
  id: "run-1",
  title: "first try",
  isNamed: true,
  status: "completed",
  step: 20,
  totalSteps: 20,
  createdAt: "2026-01-01T00:00:00Z",
  modelName: "small",
  preset: "quick",
  config: PRESETS.quick,
  exampleCounts: { train: 80, validation: 10, test: 10 },
  hasResult: true,
  isFull: false,
  isActive: true,
  ...change,
});
