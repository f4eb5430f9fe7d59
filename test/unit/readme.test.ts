import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CATALOGUE } from "../../src/models/catalogue.ts";
import { EMBEDDINGS } from "../../src/models/embeddingCatalogue.ts";

const root = join(import.meta.dirname, "../..");
const readme = readFileSync(join(root, "README.md"), "utf8");

/** The rows of the tables of a section: their cells. */
const rowsOf = (title: string): string[][] =>
  (readme.split(`\n## ${title}\n`)[1]?.split("\n## ")[0] ?? "")
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

describe("the dependencies in the README", () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<
    "dependencies" | "devDependencies",
    Record<string, string>
  >;
  const rows = rowsOf("Dependencies");

  it.each([...Object.keys(dependencies), ...Object.keys(devDependencies)])(
    "say what %s is for, and its licence",
    (name) => {
      const row = rows.find(([packages = ""]) => packages.includes(`\`${name}\``));
      const { license } = JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")) as {
        license: string;
      };
      expect(row?.[1]).toMatch(/\w{3}/);
      for (const each of license.replace(/[()]/g, "").split(" AND ")) expect(row?.[2]?.split(", ")).toContain(each);
    },
  );

  it("name the licences of all weights", () => {
    const of = (licence: string) =>
      rows.filter(([, said = ""]) => said.startsWith(licence)).map(([weights = ""]) => weights.toLowerCase());
    for (const { id, licence } of EMBEDDINGS) expect(of(licence.name).join()).toContain(id);
    for (const { title, licence } of CATALOGUE) {
      for (const word of title.replace(/ (?:Instruct|Chat)$/, "").split(" ")) {
        expect(of(licence.name).join()).toContain(word.toLowerCase());
      }
    }
  });
});
