import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LINEAR_NAMES } from "../../../../src/core/run.ts";
import type { LoraAdapter, RowOrder } from "../../../../src/engine/lora/peft.ts";
import { readPeftAdapter, writePeftAdapter } from "../../../../src/engine/lora/peft.ts";
import { interleaveRows, separateRows } from "../../../../src/engine/lora/rotaryRows.ts";
import { encodeSafetensors, readSafetensors } from "../../../../src/engine/lora/safetensors.ts";
import { writeFileAtomic } from "../../../../src/storage/atomicWrite.ts";
import { GOLDEN_FOLDER, readGoldenPeft } from "../../../support/goldenPeft.ts";
import { temporaryFolder } from "../../../support/temporaryFolder.ts";

const SIZES = { headCount: 4, headCountKv: 2, headDim: 16 };
const LLAMA: RowOrder = { family: "llama", ...SIZES };

/** The golden adapter of a family in GGUF rows, and the folder in which PEFT saved the same one. */
async function goldenAdapter(family: "llama" | "qwen2"): Promise<{ adapter: LoraAdapter; folder: string }> {
  const { lora, tensors } = await readGoldenPeft(family);
  const factors = new Map([...tensors].filter(([name]) => !name.startsWith("grad.")));
  return { adapter: { ...lora, rsLora: false, tensors: factors }, folder: join(GOLDEN_FOLDER, `${family}-peft`) };
}

/** A copy of PEFT's own folder with a changed configuration. */
function folderWith(change: object): string {
  const folder = temporaryFolder();
  cpSync(join(GOLDEN_FOLDER, "llama-peft"), folder, { recursive: true });
  const path = join(folder, "adapter_config.json");
  const config = JSON.parse(readFileSync(path, "utf8")) as object;
  writeFileSync(path, JSON.stringify({ ...config, ...change }));
  return folder;
}

const tensorsIn = (folder: string) => readSafetensors(join(folder, "adapter_model.safetensors"));
const configIn = (folder: string): unknown => JSON.parse(readFileSync(join(folder, "adapter_config.json"), "utf8"));

describe("the export for PEFT", () => {
  it.each(["llama", "qwen2"] as const)("writes for %s the very tensors that PEFT saves", async (family) => {
    const { adapter, folder: savedByPeft } = await goldenAdapter(family);
    const folder = join(temporaryFolder(), "export");
    await writePeftAdapter(folder, { adapter, family, ...SIZES, baseModelName: "tiny" }, writeFileAtomic);
    expect(await tensorsIn(folder)).toEqual(await tensorsIn(savedByPeft));
  });

  it("describes the adapter as PEFT reads it", async () => {
    const { adapter } = await goldenAdapter("llama");
    const folder = temporaryFolder();
    await writePeftAdapter(
      folder,
      { adapter: { ...adapter, rsLora: true }, ...LLAMA, baseModelName: "org/name" },
      writeFileAtomic,
    );
    expect(configIn(folder)).toMatchObject({
      peft_type: "LORA",
      base_model_name_or_path: "org/name",
      r: 4,
      lora_alpha: 8,
      use_rslora: true,
      target_modules: ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"],
    });
    expect(configIn(folder)).not.toHaveProperty("layers_to_transform");
  });

  it("names the blocks when only the upper ones have an adapter", async () => {
    const { adapter } = await goldenAdapter("llama");
    const upper = new Map([...adapter.tensors].filter(([name]) => name.startsWith("blk.1.")));
    const folder = temporaryFolder();
    await writePeftAdapter(
      folder,
      { adapter: { ...adapter, tensors: upper }, ...LLAMA, baseModelName: "tiny" },
      writeFileAtomic,
    );
    expect(configIn(folder)).toMatchObject({ layers_to_transform: [1] });
  });

  it("leaves no configuration behind when the tensors cannot be written", async () => {
    const { adapter } = await goldenAdapter("llama");
    const folder = folderWith({});
    const diskIsFull = () => Promise.reject(new Error("disk full"));
    await expect(writePeftAdapter(folder, { adapter, ...LLAMA, baseModelName: "tiny" }, diskIsFull)).rejects.toThrow(
      "disk full",
    );
    expect(existsSync(join(folder, "adapter_config.json"))).toBe(false);
  });

  it("refuses a tensor that is no factor of the adapter's rank", async () => {
    const { adapter } = await goldenAdapter("llama");
    await expect(
      writePeftAdapter(
        temporaryFolder(),
        { adapter: { ...adapter, rank: 5 }, ...LLAMA, baseModelName: "tiny" },
        writeFileAtomic,
      ),
    ).rejects.toThrow("is no factor of an adapter of rank 5");
  });
});

describe("reading a PEFT folder", () => {
  it.each(["llama", "qwen2"] as const)("gives the %s adapter that PEFT saved, in GGUF rows", async (family) => {
    const { adapter, folder } = await goldenAdapter(family);
    const read = await readPeftAdapter(folder, { family, ...SIZES });
    expect(read.tensors).toEqual(adapter.tensors);
    expect(read).toMatchObject({ rank: 4, alpha: 8, rsLora: false });
    expect([...read.targets].sort()).toEqual([...LINEAR_NAMES].sort());
  });

  it("is the inverse of the export, bit for bit", async () => {
    const { adapter } = await goldenAdapter("llama");
    const folder = temporaryFolder();
    await writePeftAdapter(folder, { adapter, ...LLAMA, baseModelName: "tiny" }, writeFileAtomic);
    expect(await readPeftAdapter(folder, LLAMA)).toEqual(adapter);
  });

  it.each([
    ["another method", { peft_type: "IA3" }, 'peft_type is "IA3", expected "LORA"'],
    ["DoRA", { use_dora: true }, "use_dora is true"],
    ["trained biases", { bias: "all" }, 'bias is "all", expected "none"'],
    ["ranks that differ", { rank_pattern: { q_proj: 8 } }, 'rank_pattern is {"q_proj":8}'],
    ["a variant to come", { use_future: { depth: 2 } }, 'use_future is {"depth":2}'],
    ["an initialisation that moved the base model", { init_lora_weights: "pissa" }, 'init_lora_weights is "pissa"'],
    ["an adapted embedding", { target_modules: ["embed_tokens"] }, 'it adapts the module "embed_tokens"'],
  ])("refuses %s", async (_, change, message) => {
    const reading = readPeftAdapter(folderWith(change), LLAMA);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toMatchObject({ code: "peft/unsupported" });
  });

  it.each([
    ["a rank of zero", { r: 0 }, "r is no positive integer"],
    ["an alpha that is text", { lora_alpha: "8" }, "lora_alpha is no number"],
    ["no list of modules", { target_modules: "all-linear" }, "target_modules is no list of names"],
  ])("refuses %s", async (_, change, message) => {
    const reading = readPeftAdapter(folderWith(change), LLAMA);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toMatchObject({ code: "peft/bad-config" });
  });

  it("refuses tensors of another rank than the configuration's", async () => {
    await expect(readPeftAdapter(folderWith({ r: 8 }), LLAMA)).rejects.toThrow("the adapter's rank is 8");
  });

  it("refuses an adapter of a model with other heads", async () => {
    await expect(readPeftAdapter(folderWith({}), { ...LLAMA, headCount: 8 })).rejects.toThrow(
      "has 64 rows, the model 8 heads of 16",
    );
  });

  it("refuses a tensor of another layer", async () => {
    const folder = folderWith({});
    const lmHead = new Map([
      ["base_model.model.lm_head.lora_A.weight", { shape: [4, 64], data: new Float32Array(256) }],
    ]);
    writeFileSync(join(folder, "adapter_model.safetensors"), encodeSafetensors(lmHead));
    await expect(readPeftAdapter(folder, LLAMA)).rejects.toThrow("lm_head.lora_A.weight is no LoRA factor");
  });

  it("refuses A without its B", async () => {
    const folder = folderWith({});
    const tensors = await tensorsIn(folder);
    tensors.delete("base_model.model.model.layers.1.mlp.up_proj.lora_B.weight");
    writeFileSync(join(folder, "adapter_model.safetensors"), encodeSafetensors(tensors));
    await expect(readPeftAdapter(folder, LLAMA)).rejects.toThrow(
      "it holds blk.1.ffn_up.weight.lora_a without blk.1.ffn_up.weight.lora_b",
    );
  });

  it("says which file is missing", async () => {
    await expect(readPeftAdapter(temporaryFolder(), LLAMA)).rejects.toMatchObject({ code: "peft/not-found" });
  });
});

describe("the rows of rotated heads", () => {
  it("puts each row beside the one it rotates with", () => {
    // Two heads of width 4, one column.
    const halves = Float32Array.of(0, 1, 2, 3, 10, 11, 12, 13);
    expect(interleaveRows(halves, 2, 4)).toEqual(Float32Array.of(0, 2, 1, 3, 10, 12, 11, 13));
    expect(separateRows(interleaveRows(halves, 2, 4), 2, 4)).toEqual(halves);
  });

  it("refuses values that are not whole rows", () => {
    expect(() => interleaveRows(new Float32Array(7), 2, 4)).toThrow("7 values are not the rows of 2 heads");
  });
});
