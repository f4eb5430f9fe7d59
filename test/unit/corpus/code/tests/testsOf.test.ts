import { describe, expect, it } from "vitest";
import type { TestChunk } from "../../../../../src/core/chunk.ts";
import { readCode } from "../../../../../src/corpus/code/readCode.ts";
import type { GrammarName } from "../../../../../src/core/foundFile.ts";

async function tests(path: string, text: string, grammar: GrammarName): Promise<TestChunk[]> {
  return (await readCode(path, text, grammar)).chunks.filter((chunk) => chunk.kind === "test");
}

async function titles(path: string, text: string, grammar: GrammarName): Promise<string[]> {
  return (await tests(path, text, grammar)).map((test) => test.titles.join(" > "));
}

describe("testsOf", () => {
  it("gives a test its titles from the outside in, its lines and its text", async () => {
    const text = [
      'describe("Parser", () => {',
      "  beforeEach(() => {});",
      '  it("reads \\"quoted\\" words", async () => {',
      "    expect(1).toBe(1);",
      "  });",
      "});",
    ].join("\n");
    expect(await tests("a.test.ts", text, "typescript")).toEqual([
      {
        kind: "test",
        source: {
          path: "a.test.ts",
          startLine: 3,
          endLine: 5,
          title: 'Parser > reads "quoted" words',
          hash: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
        },
        titles: ["Parser", 'reads "quoted" words'],
        text: expect.stringMatching(/^it\([^]*\);$/) as string,
      },
    ]);
  });

  it("knows the forms of Vitest, Jest, Mocha, Playwright and node:test", async () => {
    const text = `
      describe.each([1, 2])("each %s", (n) => { it.only(\`template\`, () => {}); it.skip("skipped", () => {}); });
      test.describe("browser", () => { test("clicks", async ({ page }) => {}); });
      suite("mocha", function () { specify("says", function () {}); it.todo("later"); });
      test.each\`a | b\`("table", ({ a }) => {});
      test("outer", async (t) => { await t.test("inner", () => {}); });
      for (const name of names) { it("loops", () => {}); }
      if (process.platform !== "win32") describe("unix", () => { it("forks", () => {}); });
      test("", () => {}); it(name, () => {}); test(pattern); regex.test("x"); it("no body");`;
    expect(await titles("a.js", text, "javascript")).toEqual([
      "each %s > template",
      "browser > clicks",
      "mocha > says",
      "table",
      "outer > inner",
      "loops",
      "unix > forks",
    ]);
  });

  it("finds tests of pytest and unittest, by docstring or name", async () => {
    const text = `
def test_adds():
    assert 1
@pytest.mark.slow
def test_slow():
    """Takes its time.

    Really.
    """
def helper(): pass
class TestParser:
    """The parser."""
    def test_empty(self): pass
    def setup(self): pass
class ParserTest(unittest.TestCase):
    def test_full(self): pass
class Other:
    def test_not(self): pass
`;
    const found = await tests("test_a.py", text, "python");
    expect(found.map((test) => test.titles.join(" > "))).toEqual([
      "test_adds",
      "Takes its time.",
      "The parser. > test_empty",
      "ParserTest > test_full",
    ]);
    expect(found[1]?.source.startLine).toBe(4);
  });

  it("finds tests of Go in test files, and what they run by name", async () => {
    const text = `package p
func TestParse(t *testing.T) {
	t.Run("empty input", func(t *testing.T) {
		t.Run("deep", func(t *testing.T) {})
	})
	t.Run("full", func(t *testing.T) {})
	t.Run(tt.name, func(t *testing.T) {})
}
func TestPlain(t *testing.T) {}
func Testimony() {}
`;
    expect(await titles("a_test.go", text, "go")).toEqual([
      "TestParse > empty input > deep",
      "TestParse > full",
      "TestPlain",
    ]);
    expect((await tests("a_test.go", text, "go"))[1]?.text).toMatch(/^t\.Run\("full"/);
    expect(await titles("a.go", text, "go")).toEqual([]);
  });

  it("finds tests of Rust by their attribute", async () => {
    const text = `
fn helper() {}
#[cfg(test)]
mod tests {
    #[test]
    #[should_panic]
    fn parses_empty() {}
    fn not_one() {}
    mod inner { #[tokio::test] async fn waits() {} }
}`;
    expect(await titles("a.rs", text, "rust")).toEqual(["parses_empty", "inner > waits"]);
  });

  it("finds tests of JUnit under their display names", async () => {
    const text = `
@DisplayName("A parser")
class ParserTest {
  @Test @DisplayName("reads nothing") void empty() {}
  @ParameterizedTest @ValueSource(ints = {1}) void many(int n) {}
  void helper() {}
  @Nested class Inner { @Test void deep() {} }
}`;
    expect(await titles("ParserTest.java", text, "java")).toEqual([
      "A parser > reads nothing",
      "A parser > many",
      "A parser > Inner > deep",
    ]);
  });
});
