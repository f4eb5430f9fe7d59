import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exportDataset, exportFormats } from "../../../../src/app/datasets/exportDataset.ts";
import { importDataset } from "../../../../src/app/importing/importDataset.ts";
import { withSplits } from "../../../../src/app/datasets/withSplits.ts";
import type { Example } from "../../../../src/core/example.ts";
import { contentOf } from "../../../../src/core/exampleText.ts";
import { Random } from "../../../../src/engine/data/random.ts";
import { randomExample } from "../../../support/randomExample.ts";
import { temporaryFolder } from "../../../support/temporaryFolder.ts";

const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const byId = (examples: readonly Example[]) => [...examples].sort((a, b) => (a.id < b.id ? -1 : 1)).map(plain);

describe("export and import", () => {
  for (const { name } of exportFormats) {
    it(`give back every example that ${name} holds, and name those it does not`, async () => {
      let heldCount = 0;
      for (let seed = 0; seed < 24; seed++) {
        const random = new Random(seed);
        // Of all forms, and of each alone; with what plain text cannot hold, and without.
        const form = (["chat", "text", "preference"] as const)[seed % 4];
        const options = { ...(form && { forms: [form] }), unwritable: seed % 3 === 0 };
        const examples = Array.from({ length: 30 }, (_, index) => randomExample(random, index, options));
        const out = join(temporaryFolder(), name === "mlx" || name === "plain-text" ? "out" : `out.${extension(name)}`);
        const exporting = exportDataset({ examples, format: name, out, onUnheld: "leave-out" });
        if (form !== undefined && !formsOf(name).includes(form)) {
          await expect(exporting).rejects.toMatchObject({ code: "export/nothing" });
          continue;
        }
        const exported = await exporting;
        const left = new Set(exported.unheld.map(({ id }) => id));
        const held = examples.filter(({ id }) => !left.has(id));
        expect(exported.exampleCount + exported.unheldCount).toBe(examples.length);
        const again = await importDataset({ path: out });
        heldCount += held.length;
        if (name === "plain-text") {
          expect(again.examples.map(contentOf).map(plain)).toEqual(held.map(contentOf).map(plain));
        } else {
          const expected = name === "mlx" ? withSplits(examples, 0).filter(({ id }) => !left.has(id)) : held;
          expect(byId(again.examples)).toEqual(byId(expected));
        }
      }
      expect(heldCount).toBeGreaterThan(20);
    });
  }

  it("hold everything as Espalier's own rows, and all conversations as messages, whatever is in them", async () => {
    const random = new Random(7);
    const chats = Array.from({ length: 300 }, (_, index) => randomExample(random, index, { forms: ["chat"] }));
    for (const format of ["espalier", "messages", "sharegpt"]) {
      const out = join(temporaryFolder(), "out.jsonl");
      expect(await exportDataset({ examples: chats, format, out })).toMatchObject({
        exampleCount: 300,
        unheldCount: 0,
      });
    }
  });
});

const extension = (name: string): string => (name === "csv" || name === "tsv" ? name : "jsonl");

/** What a format must have a place for. */
function formsOf(name: string): readonly Example["form"][] {
  switch (name) {
    case "messages":
    case "sharegpt":
    case "alpaca":
    case "prompt-completion":
      return ["chat"];
    case "preference":
      return ["preference"];
    case "text":
    case "plain-text":
      return ["text"];
    case "mlx":
      return ["chat", "text"];
    default:
      return ["chat", "text", "preference"];
  }
}
