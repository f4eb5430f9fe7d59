import { describe, expect, it } from "vitest";
import { UserError } from "../../../../src/base/errors.ts";
import type { Example } from "../../../../src/core/example.ts";
import { answerOf, promptOf, textsOf } from "../../../../src/core/exampleText.ts";
import { linesOf } from "../../../../src/curation/formats/lines.ts";
import { parseRow } from "../../../../src/curation/formats/parseRow.ts";
import { readExamples } from "../../../../src/curation/formats/jsonl.ts";
import { Random } from "../../../../src/engine/data/random.ts";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../../support/temporaryFolder.ts";

const rows = [
  '{"id":"a","kind":"section","split":"train","messages":[{"role":"user","content":"Q \\u00e4?"},{"role":"assistant","content":"A 🌱"}],"source":{"path":"a.md","startLine":1,"endLine":2,"title":"T"}}',
  '{"messages":[{"role":"system","content":"S"},{"role":"user","content":[{"type":"text","text":"Q"}]},{"role":"assistant","content":"A"}]}',
  '{"prompt":"P","completion":"C"}',
];
const pieces = [
  '"',
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "null",
  "1e999",
  "\\u",
  "\\",
  "\n",
  "\r\n",
  "\ufeff",
  '"messages":',
  '"__proto__":',
  "true",
];

function mutated(random: Random): Uint8Array {
  const start = Array.from({ length: random.integer(5) }, () => rows[random.integer(rows.length)] ?? "").join("\n");
  let bytes = Buffer.from(start);
  for (let i = 0; i < 1 + random.integer(8); i++) {
    const place = random.integer(bytes.length + 1);
    const inserted =
      random.integer(3) === 0
        ? Buffer.from([random.integer(256), random.integer(256)])
        : Buffer.from(random.integer(2) === 0 ? "" : (pieces[random.integer(pieces.length)] ?? ""));
    const removed = random.integer(3) === 0 ? random.integer(20) : 0;
    bytes = Buffer.concat([bytes.subarray(0, place), inserted, bytes.subarray(place + removed)]);
  }
  return bytes;
}

/** The bytes in reads of random size, as a slow disk would give them. */
async function* inPieces(bytes: Uint8Array, random: Random): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length;) {
    const end = start + 1 + random.integer(64);
    yield bytes.subarray(start, end);
    start = end;
  }
}

function expectSound(example: Example): void {
  expect(example.id).not.toBe("");
  expect(answerOf(example).trim()).not.toBe("");
  for (const text of textsOf(example)) expect(typeof text).toBe("string");
  for (const { role, content } of promptOf(example)) {
    expect(["system", "user", "assistant"]).toContain(role);
    expect(typeof content).toBe("string");
  }
}

describe("datasets that nobody meant to write", () => {
  it("give sound examples and described problems, never a crash, in five thousand variations", async () => {
    const random = new Random(0);
    let [good, bad] = [0, 0];
    for (let round = 0; round < 5000; round++) {
      const bytes = mutated(random);
      let number = 0;
      for await (const line of linesOf(inPieces(bytes, random), 300)) {
        expect(line.number).toBe((number += 1));
        const row = line.problem ?? parseRow(line.text ?? "");
        if ("example" in row) {
          expectSound(row.example);
          good += 1;
        } else {
          expect(row.found.length).toBeLessThan(400);
          expect(row.expected).not.toBe("");
          bad += 1;
        }
      }
    }
    // The mutations are neither too mild nor too wild to prove anything.
    expect(good).toBeGreaterThan(1000);
    expect(bad).toBeGreaterThan(1000);
  });

  it("end in a UserError or in examples when they come from disk", async () => {
    const random = new Random(1);
    const path = join(temporaryFolder(), "data.jsonl");
    for (let round = 0; round < 300; round++) {
      writeFileSync(path, mutated(random));
      const outcome = await readExamples(path).catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(UserError);
      const { examples } = await readExamples(path, { onBroken: "skip" });
      examples.forEach(expectSound);
    }
  });

  it("may be nested as deep as a line is long", () => {
    const depth = 100_000;
    expect(parseRow("[".repeat(depth))).toMatchObject({ expected: "one JSON object" });
    const nested = `{"messages":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    expect(() => parseRow(nested)).not.toThrow();
  });
});
