import { expect, it } from "vitest";
import { configFields, fieldText, parseField } from "../../../src/core/configFields.ts";
import { PRESETS, resolveConfig } from "../../../src/core/presets.ts";
import { CONFIG_FIELDS } from "../../../src/core/trainingConfig.ts";

it("describes every field with a help text, its kind and its bounds", () => {
  const fields = configFields();
  expect(fields.map(({ name }) => name)).toEqual(CONFIG_FIELDS);
  expect(fields.filter(({ help }) => help === "")).toEqual([]);
  const of = (name: string) => fields.find((field) => field.name === name);
  expect(of("rank")).toMatchObject({ kind: "number", group: "adapter", minimum: 1, maximum: 1024 });
  expect(of("schedule")).toMatchObject({
    kind: "choice",
    group: "optimiser",
    choices: ["cosine", "linear", "constant"],
  });
  expect(of("rsLora")).toMatchObject({ kind: "switch" });
  expect(of("targets")).toMatchObject({ kind: "layers" });
  expect(of("maxSteps")).toMatchObject({ kind: "number", group: "data" });
  expect(of("template")).toMatchObject({ kind: "text" });
});

it("writes every preset as text that is read back as the same configuration", () => {
  for (const [preset, config] of Object.entries(PRESETS)) {
    const typed = CONFIG_FIELDS.map((name) => [name, parseField(name, fieldText(config[name]))] as const);
    expect(resolveConfig(preset, Object.fromEntries(typed))).toEqual(config);
  }
});

it("leaves text that is no number to the check, which names the field", () => {
  expect(parseField("rank", "many")).toBe("many");
  expect(parseField("rank", " ")).toBeUndefined();
  expect(() => resolveConfig("quick", { rank: parseField("rank", "many") })).toThrow(/rank .*"many"/);
});
