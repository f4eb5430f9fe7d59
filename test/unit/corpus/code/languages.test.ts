import { describe, expect, it } from "vitest";
import type { GrammarName } from "../../../../src/core/foundFile.ts";
import { readCode } from "../../../../src/corpus/code/readCode.ts";

/** Symbol, kind, whether it is public, signature and doc of each symbol; titles of each test; the doc of the file. */
async function found(grammar: GrammarName, text: string): Promise<unknown[]> {
  const { chunks } = await readCode("a", text, grammar);
  return chunks.flatMap((chunk): unknown[] => {
    switch (chunk.kind) {
      case "symbol":
        return [[chunk.symbol, chunk.symbolKind, chunk.isPublic, chunk.signature, chunk.doc]];
      case "test":
        return [chunk.titles.join(" > ")];
      case "file-doc":
        return [chunk.doc];
      case "section":
        return [];
    }
  });
}

describe("readCode", () => {
  it("reads C# with its XML documentation, attributes and tests", async () => {
    const text = `namespace A.B {
  /// <summary>Queue of <see cref="T"/>.</summary>
  [Obsolete("x")]
  public class Queue<T> : Base {
    private int n = 1;
    public int Size { get; set; }
    /// <summary>
    /// Adds an item.
    /// </summary>
    /// <param name="item">The item.</param>
    /// <returns>The new size.</returns>
    /// <exception cref="FullException">When full.</exception>
    public async Task<int> Push(T item, int k = 1) => item.Go(n);
    [Fact(DisplayName = "works")]
    public void Test() {}
  }
}`;
    expect(await found("c-sharp", text)).toEqual([
      ["A.B", "module", true, undefined, undefined],
      ["A.B.Queue", "class", true, "public class Queue<T> : Base", "Queue of `T`."],
      ["A.B.Queue.n", "property", false, "private int n = 1", undefined],
      ["A.B.Queue.Size", "property", true, "public int Size", undefined],
      [
        "A.B.Queue.Push",
        "method",
        true,
        "public async Task<int> Push(T item, int k = 1)",
        "Adds an item.\n\n- `item`: The item.\n\nReturns the new size.\n\nThrows `FullException`: When full.",
      ],
      ["A.B.Queue.Test", "method", true, "public void Test()", undefined],
      "Queue > works",
    ]);
  });

  it("reads PHP with PHPDoc, attributes and PHPUnit's tests", async () => {
    const text = `<?php
/**
 * The users of it.
 */

namespace App;
/** A user. */
#[Attr]
abstract class User extends Base {
  private $n = 1;
  const MAX = 3;
  /**
   * Names it.
   * @param string $a The first.
   * @return string The name.
   */
  public function name(string $a, ?int $b = null): string { return helper($a); }
}
function helper($x) {}
class UserTest extends TestCase {
  public function testWorks(): void {}
  #[Test] public function it_runs(): void {}
}`;
    expect(await found("php", text)).toEqual([
      "The users of it.",
      ["User", "class", true, "abstract class User extends Base", "A user."],
      ["User::$n", "property", false, "private $n = 1", undefined],
      ["User::MAX", "constant", true, "const MAX = 3", undefined],
      [
        "User::name",
        "method",
        true,
        "public function name(string $a, ?int $b = null): string",
        "Names it.\n\n- `$a` (`string`): The first.\n\nReturns `string`: The name.",
      ],
      ["helper", "function", true, "function helper($x)", undefined],
      ["UserTest", "class", true, "class UserTest extends TestCase", undefined],
      ["UserTest::testWorks", "method", true, "public function testWorks(): void", undefined],
      "UserTest > testWorks",
      ["UserTest::it_runs", "method", true, "public function it_runs(): void", undefined],
      "UserTest > it_runs",
    ]);
  });

  it("reads Ruby with YARD, what is private, and RSpec", async () => {
    const text = `# frozen_string_literal: true

# The head of the file.

# Doc of module.
module A
  # A queue.
  class Queue < Base
    MAX = 3
    # Pushes an item.
    # @param [String] item the item
    # @return [Integer] the size
    def push(item, n = 1, &block)
      other.call_it(item)
    end
    def self.make; new; end
    private
    def secret; end
  end
end
RSpec.describe A::Queue, "#push" do
  context "when empty" do
    it "is empty" do
      expect(1).to eq 1
    end
  end
end
`;
    expect(await found("ruby", text)).toEqual([
      "The head of the file.",
      ["A", "module", true, undefined, "Doc of module."],
      ["A::Queue", "class", true, "class Queue < Base", "A queue."],
      ["A::Queue::MAX", "constant", true, "MAX = 3", undefined],
      [
        "A::Queue#push",
        "method",
        true,
        "def push(item, n = 1, &block)",
        "Pushes an item.\n\n- `item` (`String`): the item\n\nReturns `Integer`: the size",
      ],
      ["A::Queue.make", "method", true, "def self.make", undefined],
      ["A::Queue#secret", "method", false, "def secret", undefined],
      "A::Queue #push > when empty > is empty",
    ]);
  });

  it("reads shells with what stands above their functions", async () => {
    const bash =
      "#!/bin/bash\n# Head of file, about it all.\n\n# Builds it.\nbuild() {\n  helper x\n}\nreadonly MAX=3\n";
    expect(await found("bash", bash)).toEqual([
      "Head of file, about it all.",
      ["build", "function", true, "build()", "Builds it."],
      ["MAX", "constant", true, "MAX=3", undefined],
    ]);
    const powershell =
      "<#\n.SYNOPSIS\nGets it.\n.PARAMETER Name\nThe name of it.\n#>\nfunction Get-Thing {\n  param([string]$Name)\n  Get-Other $Name\n}\nclass Foo : Base { [int]$N }\n";
    expect(await found("powershell", powershell)).toEqual([
      [
        "Get-Thing",
        "function",
        true,
        "function Get-Thing { param([string]$Name)",
        "Gets it.\n\n- `Name`: The name of it.",
      ],
      ["Foo", "class", true, "class Foo : Base", undefined],
      ["Foo.$N", "property", true, "[int]$N", undefined],
    ]);
  });

  it.each<[GrammarName, string, string[]]>([
    [
      "c-sharp",
      "using System;\nclass A : Base { void F(Opts o) { var x = new Other(); o.Go(x); } }",
      ["Base", "Go", "Opts", "Other"],
    ],
    [
      "php",
      "<?php\nuse App\\Thing;\nfunction f($x) { return array_map(g($x), Thing::make(), $x->size); }",
      ["Thing", "g", "make"],
    ],
    ["ruby", "def f(x)\n  y = Helper.go(x)\n  y.each { |z| z.run }\nend", ["Helper", "go", "run"]],
    ["bash", "f() { helper x | grep y; }\nf\n", ["helper"]],
    ["powershell", "function F { Get-Other | Where-Object { $_ } }", ["Get-Other"]],
    ["css", ".a { color: red; }", []],
  ])("finds the names that %s uses and does not declare", async (grammar, text, names) => {
    const { references } = await readCode("a", text, grammar);
    expect(references.map(({ name }) => name)).toEqual(names);
  });
});
