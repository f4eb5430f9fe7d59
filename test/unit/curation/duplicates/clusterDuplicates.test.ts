import { describe, expect, it } from "vitest";
import type { Example, ExampleLabel } from "../../../../src/core/example.ts";
import {
  clusterDuplicates,
  clusteringSteps,
  clusterSigned,
  type DuplicateCluster,
} from "../../../../src/curation/duplicates/clusterDuplicates.ts";
import { NEAR_ANSWER } from "../../../../src/curation/duplicates/representatives.ts";
import { SharedShingles } from "../../../../src/curation/duplicates/sharedShingles.ts";
import { withClusters, withoutDuplicates } from "../../../../src/curation/duplicates/withoutDuplicates.ts";
import { sha256 } from "../../../../src/curation/fingerprint.ts";
import { cardOf, hasSource } from "../../../../src/curation/yield/card.ts";
import { decodeCards, encodeCards } from "../../../../src/curation/yield/cardRecord.ts";
import { Random } from "../../../../src/engine/data/random.ts";
import { chat, duplicatePairs } from "../../../support/duplicatePairs.ts";
import { proseOf } from "../../../support/prose.ts";

const clustersOf = (...examples: Example[]): string[][] =>
  clusterDuplicates(examples.map((example) => ({ example }))).map(({ representative, members }) => [
    representative.id,
    ...members.map(({ example }) => example.id),
  ]);

describe("what is a duplicate", () => {
  it("is what asks the same, whatever it answers", () => {
    expect(clustersOf(chat("a", "What is **it**?", proseOf(1)), chat("b", "what is it", proseOf(2)))).toEqual([
      ["a", "b"],
    ]);
  });

  it("is what answers the same at some length, whatever is asked", () => {
    expect(clustersOf(chat("a", "What is x?", proseOf(1)), chat("b", "Tell me of y.", proseOf(1)))).toEqual([
      ["a", "b"],
    ]);
  });

  it("is not what gives the same short answer to another question", () => {
    expect(clustersOf(chat("a", "Is it fast?", "Yes."), chat("b", "Is it small?", "Yes."))).toEqual([]);
    const abstention = "The sources do not say.";
    expect(
      clustersOf(chat("a", `${proseOf(1)} Why?`, abstention), chat("b", `${proseOf(1)} Who?`, abstention)),
    ).toEqual([]);
  });

  it("is what answers nearly the same", () => {
    const answer = proseOf(4, 5);
    expect(clustersOf(chat("a", "What is x?", answer), chat("b", "And y?", `${answer} See there.`))).toEqual([
      ["a", "b"],
    ]);
  });

  it("is not an answer that quotes a part of another, unless nearly the same is asked", () => {
    const [part, whole] = [proseOf(5), `${proseOf(5)} ${proseOf(6)} ${proseOf(7)}`];
    expect(clustersOf(chat("a", "What is x?", part), chat("b", "How does it end?", whole))).toEqual([]);
    const question = "How does the whole program decide which of the many files to read at the start";
    expect(clustersOf(chat("a", `${question}?`, part), chat("b", `${question} of a run?`, whole))).toEqual([
      ["b", "a"],
    ]);
  });

  it("is not another symbol's fact that only looks alike", () => {
    const used = (id: string, symbol: string, kind = "used", question = `Where is ${symbol} used?`): Example => {
      const places = ["api", "checks", "parse", "schemas"].map((name) => `- \`src/classic/${name}.ts\`, line 7`);
      return { ...chat(id, question, `\`${symbol}\` is used in:\n\n${places.join("\n")}`), kind };
    };
    expect(clustersOf(used("a", "transform"), used("b", "nullable"))).toEqual([]);
    expect(clustersOf(used("a", "Pipe"), used("b", "pipe", "used", "Who uses it?"))).toEqual([]);
    expect(clustersOf(used("a", "pipe"), used("b", "pipe", "used", "Who uses it?"))).toEqual([["a", "b"]]);
    // The same pair of any other kind is near enough.
    expect(clustersOf(used("a", "transform", "section"), used("b", "nullable", "section"))).toHaveLength(1);
  });

  it("looks at the whole conversation before the answer: 'Go on.' means something else each time", () => {
    const told = (id: string, about: string, answer: string): Example => ({
      ...chat(id, "", ""),
      messages: [
        { role: "user", content: about },
        { role: "assistant", content: `Of ${about}.` },
        { role: "user", content: "Go on." },
        { role: "assistant", content: answer },
      ],
    });
    expect(clustersOf(told("a", "trees", proseOf(1)), told("b", "roots", proseOf(2)))).toEqual([]);
    expect(clustersOf(told("a", "trees", proseOf(1)), told("b", "trees", proseOf(2)))).toEqual([["a", "b"]]);
  });

  it("is the same raw text however short, and the same gap in the same code", () => {
    const text = (id: string, of: string): Example => ({ form: "text", id, kind: "raw-text", text: of });
    expect(clustersOf(text("a", "MIT"), text("b", "mit."), text("c", "BSD"))).toEqual([["a", "b"]]);
    const gap = (id: string, middle: string): Example => ({
      form: "infill",
      id,
      kind: "infill",
      prefix: "if (",
      suffix: ") {",
      middle,
    });
    expect(clustersOf(gap("a", "x > 0"), gap("b", "x > 1"))).toEqual([["a", "b"]]);
  });
});

describe("clusterDuplicates", () => {
  it("keeps what is accepted, then what knows its source, then the earlier path", () => {
    const answer = proseOf(1);
    const representativeOf = (...candidates: Parameters<typeof clusterDuplicates>[0]) =>
      clusterDuplicates(candidates).map(({ representative }) => representative.id);
    const [early, late, bare] = [
      chat("e", "1?", answer, "a.md"),
      chat("l", "2?", answer, "b.md"),
      chat("a", "3?", answer),
    ];
    expect(representativeOf({ example: late }, { example: early }, { example: bare })).toEqual(["e"]);
    expect(representativeOf({ example: early }, { example: bare, state: "accepted" })).toEqual(["a"]);
    expect(representativeOf({ example: early, state: "rejected" }, { example: late })).toEqual(["l"]);
    const [short, long] = [chat("s", "4?", proseOf(1), "a.md"), chat("t", "4?", proseOf(1, 9), "z.md")];
    expect(representativeOf({ example: short }, { example: long })).toEqual(["t"]);
  });

  it("does not chain: everybody is like the representative itself", () => {
    const words = Array.from({ length: 60 }, (_, i) => `word${i}`);
    // Each differs from the one before in the next three words, the last from the first in all of them.
    const chain = Array.from({ length: 20 }, (_, step) =>
      words.map((word, i) => (i < 3 * step ? `${word}x` : word)).join(" "),
    );
    const examples = chain.map((answer, i) => chat(`id${String(i).padStart(2, "0")}`, `Question ${i}?`, answer));
    const clusters = clusterDuplicates(examples.map((example) => ({ example })));
    expect(clusters.length).toBeGreaterThan(3);
    for (const { members } of clusters)
      for (const { similarity } of members) expect(similarity).toBeGreaterThanOrEqual(NEAR_ANSWER);
  });

  it("leaves no two examples that are the same, and gives the same clusters in any order", () => {
    const random = new Random(11);
    for (let round = 0; round < 40; round++) {
      const examples = Array.from({ length: 30 }, (_, i) =>
        chat(
          `id${i}`,
          `Question ${random.integer(20)}?`,
          proseOf(random.integer(20), 1 + random.integer(2)),
          `${random.integer(5)}.md`,
        ),
      );
      const { examples: kept, clusters } = withoutDuplicates(examples.map((example) => ({ example })));
      expect(clustersOf(...kept)).toEqual([]);
      const shuffled = withoutDuplicates(random.shuffle([...examples]).map((example) => ({ example })));
      expect(shuffled.clusters).toEqual(clusters);
      const inClusters = clusters.flatMap(({ representative, members }) => [
        representative.id,
        ...members.map((m) => m.example.id),
      ]);
      expect(new Set(inClusters).size).toBe(inClusters.length);
    }
  });

  it("finds the same with signatures that were made elsewhere and kept, whatever is known of shared shingles", () => {
    const idOf = (name: string): string => sha256(name).slice(0, 16);
    const examples = duplicatePairs(40).flatMap(({ a, b }, i) => [
      chat(idOf(`a${i}`), `${i}?`, a, "a.md"),
      chat(idOf(`b${i}`), `${i}!!x`, b, "a.md"),
    ]);
    const cards = decodeCards("a.md", encodeCards(examples.filter(hasSource).map(cardOf)));
    const shown = (clusters: readonly DuplicateCluster<ExampleLabel>[]) =>
      clusters.map(({ representative, members }) => [
        representative.id,
        ...members.map(({ example, ...match }) => ({ id: example.id, ...match })),
      ]);
    const expected = shown(clusterDuplicates(examples.map((example) => ({ example }))));
    expect(expected.length).toBeGreaterThan(20);
    const first = new SharedShingles();
    for (const shared of [first, new SharedShingles(first.counts)]) {
      const signed = cards.map((example) => ({ example, signature: example.signature }));
      expect(shown(clusterSigned(signed, shared))).toEqual(expected);
    }
  });

  it("reports its progress up to the end", () => {
    const candidates = Array.from({ length: 1200 }, (_, i) => ({ example: chat(`id${i}`, `${i}?`, proseOf(i, 1)) }));
    const reports = [];
    const steps = clusteringSteps(candidates);
    for (let step = steps.next(); !step.done; step = steps.next()) reports.push(step.value.done);
    expect(reports.length).toBeGreaterThan(3);
    expect(reports).toEqual([...reports].sort((a, b) => a - b));
  });

  it("calls none of the labelled neighbours a duplicate but the closest, and finds most edited copies", () => {
    const pairs = duplicatePairs();
    const found = pairs.map(
      ({ a, b }, i) => clustersOf(chat("a", `What of ${i}?`, a), chat("b", `Why ${i}?`, b)).length > 0,
    );
    const count = (wanted: boolean, isSame: boolean) =>
      pairs.filter((pair, i) => pair.isSame === isSame && found[i] === wanted).length;
    expect({ right: count(true, true), missed: count(false, true), wrong: count(true, false) }).toMatchInlineSnapshot(`
      {
        "missed": 2,
        "right": 205,
        "wrong": 1,
      }
    `);
  });
});

describe("withClusters", () => {
  it("names a cluster after its representative, and forgets former names", () => {
    const examples: Example[] = [
      { ...chat("a", "1?", proseOf(1)), cluster: "old" },
      chat("b", "2?", proseOf(1)),
      { ...chat("c", "3?", proseOf(2)), cluster: "old" },
    ];
    const { clusters, examples: kept, duplicates } = withoutDuplicates(examples.map((example) => ({ example })));
    expect(withClusters(examples, clusters).map(({ cluster }) => cluster)).toEqual(["a", "a", undefined]);
    expect(kept.map(({ id, cluster }) => [id, cluster])).toEqual([
      ["a", "a"],
      ["c", undefined],
    ]);
    expect(duplicates).toEqual({ exact: 1, near: 0 });
  });
});
