import { describe, expect, it } from "vitest";
import type { ChunkedFile } from "../../../../src/core/chunk.ts";
import { proposeOptions } from "../../../../src/curation/propose/proposeOptions.ts";
import { linesOf } from "../../../../src/curation/propose/sourceLines.ts";
import { chunkedFile } from "../../../support/chunkedFile.ts";
import { answersByAnchor, pairOf, proposalsFrom } from "../../../support/proposals.ts";

const fromConfig = (path: string, language: string, text: string): Record<string, string> => {
  const file: ChunkedFile = chunkedFile(path, language, [], text);
  return answersByAnchor(proposeOptions.propose(file, linesOf(file)));
};

describe("examples from tables", () => {
  const table = [
    "# Tool",
    "",
    "## Options",
    "",
    "| Option | Type | Default | Description |",
    "| --- | :-: | --- | --- |",
    "| `--out` | `string` | `dist` | Folder that the [bundle](x.md) goes to, `a|b` included |",
    "| `port` | number | - | The port |",
    "| `mode \\| m` | | | Which of the two ways is taken |",
  ].join("\n");

  it("say what an option does, with its type and default, and cite its row", async () => {
    const proposals = await proposalsFrom(proposeOptions, "README.md", table);
    expect(answersByAnchor(proposals)).toEqual({
      "Options > --out": "Folder that the bundle goes to, `a|b` included. Type: `string`. Defaults to `dist`.",
      "Options > mode | m": "Which of the two ways is taken.",
    });
    expect(proposals.map(({ source }) => [source.startLine, source.endLine])).toEqual([
      [7, 7],
      [9, 9],
    ]);
  });

  it("call things what the table calls them", async () => {
    const text =
      "# A\n\n## Environment Variables\n\n| Name | Purpose |\n|---|---|\n| `DEBUG` | Enables one of the many namespaces. |\n";
    const [proposal] = await proposalsFrom(proposeOptions, "README.md", text);
    expect(proposal && pairOf(proposal.content)[0]).toContain("environment variable `DEBUG`");
  });

  it("are not made of rows about several things at once, but for a short name beside a long one", async () => {
    const text = [
      "# A\n\n| Command | Does |\n|---|---|",
      "| `get`, `add` and `rm` | take models into the store, and out of it |",
      "| `use` / `rename` | say which run answers, and what it is called |",
      "| `-o`, `--out` | names the folder that the bundle goes to |",
      "| `ask` | answers from the files, with citations |",
    ].join("\n");
    expect(Object.keys(answersByAnchor(await proposalsFrom(proposeOptions, "README.md", text)))).toEqual([
      "A > -o",
      "A > ask",
    ]);
  });

  it("are not made of tables of numbers, or of anything with three unknown columns", async () => {
    expect(await proposalsFrom(proposeOptions, "README.md", "| a | b |\n|---|---|\n| 1 | 2 |\n")).toEqual([]);
    const wide = "| Thing | Red | Blue |\n|---|---|---|\n| `a` | one of the reds | one of the blues |\n";
    expect(await proposalsFrom(proposeOptions, "README.md", wide)).toEqual([]);
  });
});

describe("examples from programs and their help", () => {
  it("read help texts in documents, with their rest on the next line", async () => {
    const text =
      "# A\n\n```\nUsage: a [options]\n  -o, --out <file>   where the bundle of all\n                     modules goes\n  --port             port\n```\n";
    expect(answersByAnchor(await proposalsFrom(proposeOptions, "README.md", text))).toEqual({
      "A > --out": "Where the bundle of all modules goes.",
    });
  });

  it.each([
    [
      "commander",
      "a.ts",
      'program\n  .option("-o, --out <file>", "where the bundle goes")\n  .option("-x", "x");\n// .option("--not", "this is only an example here")\n',
    ],
    ["argparse", "a.py", 'p.add_argument(\n    "-o", "--out", default=None,\n    help="where the bundle goes")\n'],
  ])("read the flags that a program declares with %s", async (_, path, text) => {
    expect(answersByAnchor(await proposalsFrom(proposeOptions, path, text))).toEqual({
      "--out": "Where the bundle goes.",
    });
  });
});

describe("examples from configuration", () => {
  it("read the comments above keys of YAML, with the path and value of the key", () => {
    const text =
      "# Settings of the build\n\nbuild:\n  # How many jobs may run\n  # side by side\n  jobs: 4\n  # jobs: 8\n  other: 1\n  # Where all of the artefacts go\n  out:\n    - a\n";
    expect(fromConfig("ci.yml", "yaml", text)).toEqual({
      "build.jobs": "How many jobs may run side by side. It is `4` here.",
      "build.out": "Where all of the artefacts go.",
    });
  });

  it("read TOML with its tables, INI, and JSON with comments", () => {
    expect(fromConfig("a.toml", "toml", "[tool.x]\n# Lines that are longer are broken\nwidth = 120\n")).toEqual({
      "tool.x.width": "Lines that are longer are broken. It is `120` here.",
    });
    expect(fromConfig("a.ini", "ini", "[core]\n; Who is told about failures\nmail = a\n")).toEqual({
      "core.mail": "Who is told about failures. It is `a` here.",
    });
    expect(
      fromConfig(
        "a.json",
        "jsonc",
        '{\n  "a": {\n    // Which files the compiler reads\n    "include": ["src"]\n  }\n}\n',
      ),
    ).toEqual({
      "a.include": "Which files the compiler reads.",
    });
  });

  it("read the settings of an extension and the properties of a schema", () => {
    const manifest = {
      contributes: {
        configuration: {
          properties: {
            "tool.level": { type: "string", default: "warn", description: "How much of the log is shown." },
            "tool.other": { type: "string", description: "%in.another.file%" },
          },
        },
      },
    };
    expect(fromConfig("package.json", "json", JSON.stringify(manifest, null, 2))).toEqual({
      "tool.level": 'How much of the log is shown. Type: `string`. Defaults to `"warn"`.',
    });
    expect(fromConfig("broken.json", "json", '{ "properties": ')).toEqual({});
  });
});
