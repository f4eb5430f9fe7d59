import { describe, expect, it } from "vitest";
import { linesAround } from "../../../src/workspaceIndex/linesAround.ts";

const MANUAL = `# Orchard

Fruit of all kinds.

## Quince

The quince is pruned in month 5.

To 6 buds on each arm.

## Medlar

Not at all.
`;

const PYTHON = `import twine


class Grafter:
    """Joins scions."""

    def tie(self, branch):
        knot = twine.knot()

        return knot.around(branch)


LIMIT = 3
`;

describe("the lines that a question at the cursor is about", () => {
  it("are the section around it, from its heading on", async () => {
    for (const line of [5, 6, 7, 9]) {
      expect(await linesAround("docs/orchard.md", MANUAL, line)).toMatchObject({
        path: "docs/orchard.md",
        startLine: 5,
        title: "Quince",
        text: expect.stringMatching(
          /^## Quince\n\nThe quince is pruned in month 5\.\n\nTo 6 buds on each arm\.\n*$/,
        ) as string,
      });
    }
    expect(await linesAround("docs/orchard.md", MANUAL, 3)).toMatchObject({ startLine: 1, title: "Orchard" });
  });

  it("are the innermost symbol around it", async () => {
    expect(await linesAround("grafter.py", PYTHON, 8)).toEqual({
      path: "grafter.py",
      startLine: 7,
      endLine: 10,
      title: "Grafter.tie",
      text: PYTHON.split("\n").slice(6, 10).join("\n"),
    });
    expect(await linesAround("grafter.py", PYTHON, 5)).toMatchObject({ startLine: 4, title: "Grafter" });
  });

  it("are none where nothing with a name holds it, or where the file is no text", async () => {
    expect(await linesAround("grafter.py", PYTHON, 1)).toBeUndefined();
    expect(await linesAround("a.pdf", "%PDF-1.4", 1)).toBeUndefined();
    expect(await linesAround("empty.md", "", 1)).toBeUndefined();
    expect(await linesAround("grafter.py", PYTHON, 99)).toBeUndefined();
  });
});
