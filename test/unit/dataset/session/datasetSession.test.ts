import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { rowOf } from "../../../../src/curation/formats/jsonl.ts";
import { effectiveExamples } from "../../../../src/dataset/effectiveExamples.ts";
import { readStoredDataset } from "../../../../src/dataset/loadDataset.ts";
import {
  datasetOf,
  finding,
  imported,
  lines,
  openAs,
  proposed,
  put,
  readLines,
} from "../../../support/sampleDataset.ts";
import { Generator } from "../../../fixtures/secrets/generate.ts";
import { until } from "../../../support/until.ts";

const edited = {
  form: "chat",
  messages: [
    { role: "user", content: "Q" },
    { role: "assistant", content: "Mine." },
  ],
} as const;

describe("DatasetSession", () => {
  it("keeps every decision with who and when, and finds it again", async () => {
    const files = datasetOf([proposed("a"), proposed("b"), proposed("c")]);
    const session = await openAs(files, "ann");
    await session.decide(["a", "b"], { state: "accepted", addTags: ["good", "api"], note: " fine " });
    await session.decide(["b"], { state: "rejected", removeTags: ["good"] });
    const again = await openAs(files, "bob");
    expect((await again.get("a")).decision).toMatchObject({
      state: "accepted",
      note: "fine",
      tags: ["api", "good"],
      by: "ann",
    });
    expect((await again.get("b")).decision).toMatchObject({ state: "rejected", note: "fine", tags: ["api"] });
    expect((await again.get("b")).excluded).toBe("rejected");
    expect((await again.get("c")).decision).toBeUndefined();
  });

  it("accepts what is edited, shows the original beside it, and takes the edit back", async () => {
    const session = await openAs(datasetOf([proposed("a")]), "ann");
    await session.decide(["a"], { edit: edited });
    expect(await session.get("a")).toMatchObject({
      example: { id: "a", kind: "section", messages: edited.messages, source: { path: "docs/a.md" } },
      original: { form: "chat", messages: proposed("a").messages },
      decision: { state: "accepted" },
    });
    await session.decide(["a"], { edit: null });
    expect((await session.get("a")).original).toBeUndefined();
    expect((await session.get("a")).example).toEqual(proposed("a"));
  });

  it("writes nothing for a change that changes nothing", async () => {
    const files = datasetOf([proposed("a")]);
    const session = await openAs(files, "ann");
    expect(await session.decide(["a"], { state: "proposed" })).toEqual({ ids: [] });
    await session.decide(["a"], { state: "accepted" });
    expect(await session.decide(["a"], { state: "accepted" })).toEqual({ ids: [] });
    expect(readLines(files.review)).toHaveLength(1);
  });

  it("decides nothing when one of the examples does not exist", async () => {
    const files = datasetOf([proposed("a")]);
    const session = await openAs(files, "ann");
    await expect(session.decide(["a", "x"], { state: "accepted" })).rejects.toMatchObject({
      code: "dataset/unknown-example",
    });
    expect(existsSync(files.review)).toBe(false);
  });

  it("undoes and redoes a bulk decision, also after a restart", async () => {
    const files = datasetOf([proposed("a"), proposed("b")]);
    const session = await openAs(files, "ann");
    await session.decide(["a", "b"], { state: "rejected" });
    const restarted = await openAs(files, "ann");
    expect((await restarted.undo()).ids).toEqual(["a", "b"]);
    expect((await restarted.counts()).byState).toEqual({ proposed: 2, accepted: 0, rejected: 0, flagged: 0 });
    expect((await (await openAs(files, "bob")).undo()).ids).toEqual([]);
    expect((await (await openAs(files, "ann")).redo()).ids).toEqual(["a", "b"]);
    await session.refresh();
    expect((await session.counts()).byState.rejected).toBe(2);
  });

  it("takes in what another session decided before it decides itself", async () => {
    const files = datasetOf([proposed("a")]);
    const [ann, bob] = [await openAs(files, "ann"), await openAs(files, "bob")];
    await ann.decide(["a"], { note: "of Ann" });
    await bob.decide(["a"], { state: "accepted" });
    expect((await bob.get("a")).decision).toMatchObject({ state: "accepted", note: "of Ann", by: "bob" });
    await ann.refresh();
    expect((await ann.get("a")).decision).toMatchObject({ state: "accepted", note: "of Ann" });
  });

  it("tells listeners of its own changes and of others', and no more once they stop", async () => {
    const files = datasetOf([proposed("a"), proposed("b")]);
    const [ann, bob] = [await openAs(files, "ann", { watch: true }), await openAs(files, "bob")];
    const heard: (readonly string[])[] = [];
    const stop = ann.onChange(({ ids }) => heard.push(ids));
    await ann.decide(["a"], { state: "accepted" });
    await bob.decide(["b"], { state: "accepted" });
    await until(() => heard.length === 2);
    expect(heard).toEqual([["a"], ["b"]]);
    stop();
    await ann.undo();
    expect(heard).toHaveLength(2);
    ann.close();
  });

  it("reads examples anew when a build replaced them", async () => {
    const files = datasetOf([proposed("a")]);
    const session = await openAs(files, "ann");
    writeFileSync(files.examples, rowOf(proposed("a")) + rowOf(proposed("b")));
    await session.decide(["b"], { state: "accepted" });
    expect((await session.counts()).byState).toMatchObject({ accepted: 1, proposed: 1 });
  });

  it("mends a last line that a kill tore, and says so", async () => {
    const files = datasetOf([proposed("a")]);
    await (await openAs(files, "ann")).decide(["a"], { state: "accepted" });
    const whole = readFileSync(files.review, "utf8");
    appendFileSync(files.review, '{"id":"a","state":"rej');
    const notices: string[] = [];
    const session = await openAs(files, "ann", { onNotice: (notice) => notices.push(notice) });
    expect(notices).toEqual([expect.stringContaining(`${files.review} line 2`)]);
    expect((await session.get("a")).decision?.state).toBe("accepted");
    expect(readFileSync(files.review, "utf8")).toBe(whole);
    await session.decide(["a"], { state: "flagged" });
    expect(readLines(files.review)).toHaveLength(2);
  });

  it("takes a last line that is whole but for its end, as an editor may leave it", async () => {
    const files = datasetOf([proposed("a"), proposed("b")]);
    await (await openAs(files, "ann")).decide(["a"], { state: "accepted" });
    writeFileSync(files.review, readFileSync(files.review, "utf8").trimEnd());
    const notices: string[] = [];
    const session = await openAs(files, "ann", { onNotice: (notice) => notices.push(notice) });
    expect((await session.get("a")).decision?.state).toBe("accepted");
    expect(effectiveExamples(await readStoredDataset(files)).examples).toHaveLength(2);
    await session.decide(["b"], { state: "rejected" });
    await session.decide(["a"], { note: "fine" });
    expect(notices).toEqual([]);
    expect(readLines(files.review)).toMatchObject([
      { id: "a", state: "accepted" },
      { id: "b", state: "rejected" },
      { id: "a", note: "fine" },
    ]);
    writeFileSync(files.review, `${readFileSync(files.review, "utf8")}{"id":"b","state":"liked"}`);
    await expect(openAs(files, "ann")).rejects.toThrow(`${files.review} line 4: found`);
  });

  it("mends a line that another process tore while this session was open", async () => {
    const files = datasetOf([proposed("a")]);
    const session = await openAs(files, "ann");
    await session.decide(["a"], { state: "accepted" });
    appendFileSync(files.review, '{"id":"a","state"');
    await session.decide(["a"], { state: "flagged" });
    expect(readLines(files.review)).toMatchObject([{ state: "accepted" }, { state: "flagged" }]);
  });

  it("refuses a broken or conflicted line, with file and line", async () => {
    const files = datasetOf([proposed("a")]);
    await (await openAs(files, "ann")).decide(["a"], { state: "accepted" });
    const whole = readFileSync(files.review, "utf8");
    writeFileSync(files.review, `${whole}<<<<<<< HEAD\n${whole}=======\n${whole}>>>>>>> theirs\n`);
    await expect(openAs(files, "ann")).rejects.toMatchObject({
      code: "dataset/merge-conflict",
      message: `${files.review} line 2: an unresolved merge conflict (<<<<<<<)`,
    });
    writeFileSync(files.review, `${whole}{"id":"a","state":"liked"}\n`);
    await expect(openAs(files, "ann")).rejects.toMatchObject({
      code: "dataset/broken-line",
      message: expect.stringContaining(`${files.review} line 2: found`) as string,
    });
    writeFileSync(files.review, whole.replace(/"at":"[^"]*"/, '"at":"yesterday"'));
    await expect(openAs(files, "ann")).rejects.toThrow(/line 1: found .*\(at: Invalid/);
    writeFileSync(files.review, whole);
    writeFileSync(files.examples, `${rowOf(proposed("a"))}{"id":"b"\n`);
    await expect(openAs(files, "ann")).rejects.toThrow(`${files.examples} line 2`);
  });

  it("says which of its files cannot be read", async () => {
    const files = datasetOf([proposed("a")]);
    rmSync(files.examples);
    mkdirSync(files.examples);
    const unreadable = { code: "storage/unreadable", message: expect.stringContaining(files.examples) as string };
    await expect(openAs(files, "ann")).rejects.toMatchObject(unreadable);
    mkdirSync(files.review);
    await expect(openAs(files, "ann")).rejects.toMatchObject({ code: "storage/unreadable" });
  });

  it("makes a log that is far longer than it needs to be one line an example, sorted by id", async () => {
    const files = datasetOf([proposed("a"), proposed("b")]);
    await (await openAs(files, "ann")).decide(["b", "a"], { state: "accepted" });
    const [first = ""] = readFileSync(files.review, "utf8").split("\n");
    appendFileSync(files.review, `${first}\n`.repeat(1100));
    const session = await openAs(files, "ann");
    expect(readLines(files.review)).toMatchObject([{ id: "a" }, { id: "b" }]);
    expect(readFileSync(files.review, "utf8")).not.toContain("operation");
    await session.decide(["a"], { state: "flagged" });
    expect((await (await openAs(files, "ann")).counts()).byState).toMatchObject({ accepted: 1, flagged: 1 });
  });
});

describe("findings of a dataset", () => {
  const secret = ["hun", "ter2"].join("");
  const secretive = proposed("a", { answer: `Log in with ${secret}.` });
  const withheldDataset = (secrets = [{ finding: "f", rule: "password", text: secret }]) => {
    const files = datasetOf([proposed("b")]);
    put(files.withheld, lines({ secrets, example: JSON.parse(rowOf(secretive)) as unknown }));
    put(files.findings, lines(finding("f", ["a"])));
    return files;
  };

  it("keep an example out until they are decided, and out of git's sight", async () => {
    const files = withheldDataset();
    const session = await openAs(files, "ann");
    expect(await session.get("a")).toMatchObject({ excluded: "secret", findings: [{ id: "f" }], findingDecisions: [] });
    expect(await session.query({ findings: "undecided" })).toMatchObject({
      total: 1,
      rows: [{ id: "a", undecidedFindingCount: 1 }],
    });
    expect((await session.effective()).examples.map(({ id }) => id)).toEqual(["b"]);
    expect((await session.counts()).findings).toEqual({ total: 1, undecided: 1 });
  });

  it("are redacted everywhere, and stay so for whoever has only what git has", async () => {
    const files = withheldDataset();
    const session = await openAs(files, "ann");
    await session.decideFinding(["f"], "redact");
    expect((await session.get("a")).excluded).toBeUndefined();
    const visible = readFileSync(files.examples, "utf8") + readFileSync(files.findings, "utf8");
    expect(visible).toContain("Log in with <redacted:password>.");
    expect(visible).not.toContain(secret);
    const before = (await session.effective()).revision;
    writeFileSync(files.withheld, "");
    expect((await (await openAs(files, "bob")).effective()).revision).toBe(before);
  });

  it("can be allowed, and redacted after all", async () => {
    const files = withheldDataset();
    const session = await openAs(files, "ann");
    await session.decideFinding(["f"], "redact");
    await session.decideFinding(["f"], "allow");
    expect(readFileSync(files.examples, "utf8")).toContain(secret);
    expect(existsSync(files.withheld)).toBe(false);
    expect((await session.get("a")).example).toEqual(secretive);
    await session.decideFinding(["f"], "redact");
    expect(readFileSync(files.examples, "utf8")).not.toContain(secret);
  });

  it("refuse an edit that still holds the secret, and give way to one that does not", async () => {
    const session = await openAs(withheldDataset(), "ann");
    const edit = (answer: string) => ({
      edit: {
        form: "chat" as const,
        messages: [
          { role: "user" as const, content: "How?" },
          { role: "assistant" as const, content: answer },
        ],
      },
    });
    await expect(session.decide(["a"], edit(`With ${secret}`))).rejects.toMatchObject({ code: "dataset/edit-secret" });
    await session.decide(["a"], edit("With your own password."));
    expect((await session.get("a")).excluded).toBeUndefined();
  });

  it("are named when they do not exist", async () => {
    const session = await openAs(withheldDataset(), "ann");
    await expect(session.decideFinding(["g"], "allow")).rejects.toMatchObject({ code: "dataset/unknown-finding" });
  });
});

describe("queries", () => {
  const examples = [
    proposed("a", { kind: "doc-comment", split: "test", answer: "Parses a café menu." }),
    proposed("b", { answer: "Long. ".repeat(50) }),
    imported("c", { split: "validation" }),
    proposed("d", { cluster: "b" }),
    proposed("e", { cluster: "b", source: { path: "src/e.ts", startLine: 3, endLine: 4, hash: "h" } }),
  ];
  const ids = async (query: Parameters<Awaited<ReturnType<typeof openAs>>["query"]>[0]) => {
    const session = await openAs(datasetOf(examples), "ann");
    await session.decide(["a"], { state: "flagged", note: "Check the MENU", addTags: ["food"] });
    await session.decide(["b"], { state: "accepted", edit: { form: "text", text: "Replaced words" } });
    return session.idsOf(query);
  };

  it("filter by kind, state, split, exclusion, cluster, path, tag", async () => {
    expect(await ids({ kinds: ["doc-comment", "imported"] })).toEqual(["a", "c"]);
    expect(await ids({ states: ["accepted", "flagged"] })).toEqual(["a", "b"]);
    expect(await ids({ splits: ["validation"] })).toEqual(["c"]);
    expect(await ids({ cluster: "b" })).toEqual(["d", "e"]);
    expect(await ids({ excluded: ["flagged", "none"] })).toEqual(["a", "b", "c", "d"]);
    expect(await ids({ excluded: ["duplicate"] })).toEqual(["e"]);
    expect(await ids({ path: "docs/" })).toEqual(["a", "b", "d"]);
    expect(await ids({ path: "src/e.ts" })).toEqual(["e"]);
    expect(await ids({ tags: ["food", "none"] })).toEqual(["a"]);
    expect(await ids({ kinds: ["no-such-kind"] })).toEqual([]);
    expect(await ids({ ids: ["e", "a", "x"] })).toEqual(["a", "e"]);
  });

  it("find words in questions, answers, paths, notes and tags, whatever their case and accents' form", async () => {
    expect(await ids({ text: "CAFE\u0301 parses" })).toEqual(["a"]);
    expect(await ids({ text: "what is" })).toEqual(["a", "c", "d", "e"]);
    expect(await ids({ text: "docs/d.md" })).toEqual(["d"]);
    expect(await ids({ text: "menu check" })).toEqual(["a"]);
    expect(await ids({ text: "food" })).toEqual(["a"]);
    expect(await ids({ text: "nowhere" })).toEqual([]);
  });

  it("find the edit's words, and no more those that it replaced", async () => {
    expect(await ids({ text: "replaced" })).toEqual(["b"]);
    expect(await ids({ text: "long." })).toEqual([]);
  });

  it("sort by length, kind and time of decision, and page through", async () => {
    expect((await ids({ sort: "length", descending: true }))[0]).toBe("b");
    expect(await ids({ sort: "kind" })).toEqual(["a", "c", "b", "d", "e"]);
    expect((await ids({ sort: "decided", descending: true })).slice(0, 2)).toEqual(["b", "a"]);
    const session = await openAs(datasetOf(examples), "ann");
    const page = await session.query({}, 1, 2);
    expect(page).toMatchObject({ total: 5, rows: [{ id: "b" }, { id: "c" }] });
  });

  it("answer with plain data", async () => {
    const session = await openAs(datasetOf(examples), "ann");
    for (const answer of [await session.query({}), await session.get("a"), await session.counts()]) {
      expect(structuredClone(answer)).toEqual(answer);
    }
  });

  describe("with a secret in what is typed", () => {
    const word = new Generator(12).password();
    const answerWith = (answer: string) => ({
      edit: {
        form: "chat",
        messages: [proposed("a").messages[0] ?? edited.messages[0], { role: "assistant", content: answer }],
      } as const,
    });
    const typed = answerWith(`Use password = "${word}" there.`);
    const refusal = (promise: Promise<unknown>) =>
      promise.then(
        () => undefined,
        (error: unknown) => error as { code: string; message: string; hint: string },
      );

    it("refuses it by rule and preview, in an edit, a note or a tag, and writes nothing", async () => {
      const files = datasetOf([proposed("a"), proposed("b")]);
      const session = await openAs(files, "ann");
      for (const change of [typed, { note: `password = "${word}"` }, { addTags: [`password="${word}"`] }]) {
        const error = await refusal(session.decide(["a", "b"], change));
        expect(error).toMatchObject({ code: "dataset/new-secret" });
        expect(error?.message).toMatch(/assigned-secret … \(\d+ characters\) \([0-9a-f]{16}\)/);
        expect(`${error?.message} ${error?.hint}`).not.toContain(word);
      }
      expect([files.review, files.findings].map((path) => existsSync(path))).toEqual([false, false]);
    });

    it("takes it when the finding is allowed with it, records who allowed it, and does not ask again", async () => {
      const files = datasetOf([proposed("a")]);
      const session = await openAs(files, "ann");
      const error = await refusal(session.decide(["a"], typed));
      const id = /--allow-finding ([0-9a-f]{16})/.exec(error?.hint ?? "")?.[1] ?? "";
      expect(await refusal(session.decide(["a"], { ...typed, allowFindings: ["another"] }))).toMatchObject({
        code: "dataset/new-secret",
      });
      expect(await session.decide(["a"], { ...typed, allowFindings: [id] })).toEqual({ ids: ["a"] });
      expect(readLines(files.findings)).toMatchObject([
        { id, rule: "assigned-secret", source: { path: "docs/a.md" }, exampleIds: ["a"] },
        { id, action: "allow", by: "ann" },
      ]);
      await session.undo();
      expect(await session.decide(["a"], answerWith(`Or password = "${word}" here.`))).toEqual({ ids: ["a"] });
      expect((await session.get("a")).excluded).toBeUndefined();
    });

    it("does not ask about what the example says anyway", async () => {
      const answer = `Set password = "${word}".`;
      const session = await openAs(datasetOf([proposed("a", { answer })]), "ann");
      expect(await session.decide(["a"], answerWith(`${answer} Then go on.`))).toEqual({ ids: ["a"] });
    });
  });
});
