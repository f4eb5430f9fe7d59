import { describe, expect, it } from "vitest";
import type { ChatExample, Example, Message, Role } from "../../../../src/core/example.ts";
import type { Remark } from "../../../../src/core/review.ts";
import { judgeTexts, RULES } from "../../../../src/curation/judge/judge.ts";
import { nameOf } from "../../../../src/curation/judge/language.ts";
import { proseOf } from "../../../../src/curation/judge/prose.ts";
import { ungrounded } from "../../../../src/curation/judge/ungrounded.ts";

let count = 0;
const chat = (...messages: (readonly [Role, string])[]): ChatExample => ({
  id: `e${++count}`,
  form: "chat",
  kind: "imported",
  messages: messages.map(([role, content]): Message => ({ role, content })),
});
const pair = (question: string, answer: string): ChatExample => chat(["user", question], ["assistant", answer]);
const text = (content: string): Example => ({ id: `e${++count}`, form: "text", kind: "raw-text", text: content });

const told = (remarks: readonly Remark[] | undefined) =>
  (remarks ?? []).map(({ rule, message }) => `${rule}: ${message}`);
const judged = (example: Example): string[] => told(judgeTexts([example])[0]);
const rulesOf = (example: Example): string[] => (judgeTexts([example])[0] ?? []).map(({ rule }) => rule);

describe("judgeTexts", () => {
  it("has nothing to say about sound examples of every form", () => {
    const sound: Example[] = [
      pair("How is a run locked?", "With a file next to it, which names the process that holds it."),
      chat(
        ["system", "Be brief."],
        ["user", "Why?"],
        ["assistant", "Because."],
        ["user", "And?"],
        ["assistant", "So it is."],
      ),
      text("Once upon a time there was a tree."),
      { id: "i", form: "infill", kind: "infill", prefix: "f(", suffix: ")", middle: "{}" },
      {
        id: "p",
        form: "preference",
        kind: "imported",
        messages: [{ role: "user", content: "2+2?" }],
        chosen: "4",
        rejected: "5",
      },
    ];
    expect(judgeTexts(sound)).toEqual(sound.map(() => []));
  });

  it("describes every rule that it applies", () => {
    const examples = [
      chat(["assistant", "…"]),
      pair("a?", "As an AI language model, I cannot know."),
      pair("a?", "word ".repeat(100)),
    ];
    for (const { rule } of judgeTexts(examples).flat()) expect(RULES).toHaveProperty(rule);
  });
});

describe("the order of roles", () => {
  it.each<[string, (readonly [Role, string])[], string, Remark["severity"]]>([
    ["begins with an answer", [["assistant", "A"]], "it begins with an answer", "error"],
    [
      "asks twice",
      [
        ["user", "Q"],
        ["user", "R"],
        ["assistant", "A"],
      ],
      "two questions in a row, at places 1 and 2",
      "error",
    ],
    [
      "answers twice",
      [
        ["user", "Q"],
        ["assistant", "A"],
        ["assistant", "B"],
      ],
      "two answers in a row, at places 2 and 3",
      "error",
    ],
    [
      "has a system message inside",
      [
        ["user", "Q"],
        ["assistant", "A"],
        ["system", "S"],
        ["user", "R"],
        ["assistant", "B"],
      ],
      "a system message at place 3; it belongs first",
      "error",
    ],
    [
      "ends with a question",
      [
        ["user", "Q"],
        ["assistant", "A"],
        ["user", "R"],
      ],
      "the last message is the user's: nothing is learned of what follows the last answer",
      "warning",
    ],
  ])("is wrong where a conversation %s", (_, messages, message, severity) => {
    expect(judgeTexts([chat(...messages)])[0]).toEqual([{ rule: "role-order", severity, message }]);
  });
});

describe("an answer", () => {
  it.each(["", "  \n", "...", "—"])("of %j is empty", (answer) => {
    expect(rulesOf(pair("Why?", answer))).toEqual(["empty-answer"]);
  });

  it.each([
    ["As an AI language model, I do not have feelings.", "speaks as an AI"],
    ["Well, I'm just an AI assistant, so no.", "speaks as an AI"],
    ["I'm sorry, but I can't help with that.", "refuses"],
    ["I am unable to provide that.", "refuses"],
    ["N/A", "is a placeholder"],
    ["TODO", "is a placeholder"],
    ["- tbd.", "is a placeholder"],
    ["TODO: describe this", "begins with a note"],
    ["Lorem ipsum dolor sit amet.", "holds filler text"],
    ["[Insert your name here]", "holds a slot"],
    ["Sure! Here it is.", "opens with a phrase"],
  ])("%j is boilerplate, since it %s", (answer, what) => {
    expect(judged(pair("Why?", answer))).toEqual([expect.stringContaining(`boilerplate: the answer ${what}`)]);
  });

  it.each([
    "The function `refuse` throws, since I/O is asynchronous.",
    "None of the runs is deleted.",
    "It sorts the list; `TODO` comments are kept.",
    "Sureness is a virtue.",
    "Nullable columns are skipped.",
  ])("%j is none", (answer) => {
    expect(judged(pair("Why?", answer))).toEqual([]);
  });

  it("goes in circles when words, runs of words or lines come again and again", () => {
    expect(judged(pair("Why?", `It is ${"very ".repeat(20)}good.`))).toEqual(["repetitive: “very” over and over"]);
    const sentence = "The trainer reads every example once an epoch and sorts them. ";
    const filler = "Then something else is said about batches, which differ in length from each other quite a bit. ";
    expect(judged(pair("Why?", `${sentence}${filler}${sentence}${sentence}${sentence}`))).toEqual([
      expect.stringMatching(/^repetitive: \d\d % of its \d+ words are in runs of 5 said before$/),
    ]);
    const lines = Array.from({ length: 10 }, (_, index) => (index < 4 ? `line number ${index}` : "always this line"));
    expect(judged(text(lines.join("\n")))).toEqual([expect.stringMatching(/^repetitive: 50 % of its 10 lines/)]);
  });

  it("may repeat itself in code, in tables and in rules", () => {
    const code = `Like this:\n\`\`\`ts\n${"a(1);\n".repeat(40)}\`\`\`\n`;
    const table = `${"| a | b |\n".repeat(30)}\n${"-".repeat(80)}\n`;
    expect(judged(pair("How?", code + table))).toEqual([]);
  });

  it("is judged in time, whatever it is made of", () => {
    const hostile = [
      "a".repeat(1e6),
      "ab ".repeat(3e5),
      " ".repeat(1e6),
      "`".repeat(1e6),
      "{{".repeat(5e5),
      "~~~\n".repeat(2e5),
      "(".repeat(1e6),
    ];
    expect(judgeTexts(hostile.map((each) => pair(each.slice(0, 10), each))).length).toBe(hostile.length);
  });
});

describe("answers and questions together", () => {
  it("conflict where one question has several answers, but for how they look", () => {
    const remarks = judgeTexts([
      { ...pair("What is a tree?", "A plant with a trunk."), id: "first" },
      { ...pair("what is  a tree", "a plant with a **trunk**"), id: "same" },
      { ...pair("What is a tree?", "A data structure."), id: "other" },
    ]);
    expect(remarks.map(told)).toEqual([
      ["conflict: other answers the same question otherwise"],
      ["conflict: other answers the same question otherwise"],
      ["conflict: first answers the same question otherwise"],
    ]);
  });

  it("do not conflict where the conversation before differs", () => {
    const first = chat(["user", "A?"], ["assistant", "A."], ["user", "Go on."], ["assistant", "B."]);
    const second = chat(["user", "C?"], ["assistant", "C."], ["user", "Go on."], ["assistant", "D."]);
    expect(judgeTexts([first, second])).toEqual([[], []]);
  });

  it("are told where one answer stands under many questions", () => {
    const examples = ["a?", "b?", "c?"].map((question) => pair(question, "See the manual."));
    expect(judgeTexts(examples).map(told)).toEqual(
      examples.map(() => ["same-answer: its answer is that to 3 different questions"]),
    );
    expect(judgeTexts(examples.slice(1))).toEqual([[], []]);
  });

  it("say nothing of grounded examples whose sources do not say", () => {
    const examples = ["a?", "b?", "c?"].map((question) => ({
      ...pair(question, "The sources do not say."),
      kind: "grounded",
    }));
    expect(judgeTexts(examples)).toEqual([[], [], []]);
  });

  it("stay quick when a hundred thousand are alike", () => {
    const examples = Array.from({ length: 100_000 }, (_, index) => pair("The same?", `answer number ${index % 5}`));
    expect(judgeTexts(examples).every((remarks) => remarks.length === 1)).toBe(true);
  });
});

const ENGLISH =
  "The engine reads the model file once and keeps its weights in memory, because reading them again for every step would take far longer than computing with them. When memory is short, it takes them block by block.";
const GERMAN =
  "Die Maschine liest die Modelldatei einmal und behält ihre Gewichte im Speicher, weil es viel länger dauern würde, sie für jeden Schritt noch einmal zu lesen. Wenn der Speicher knapp ist, nimmt sie einen Block nach dem anderen.";

describe("language", () => {
  it("tells the examples that are in another than most", () => {
    const remarks = judgeTexts([pair("How?", ENGLISH), pair("Why so?", `${ENGLISH} So.`), pair("Wie?", GERMAN)]);
    expect(remarks.map(told)).toEqual([[], [], ["language: written in German, most of the dataset in English"]]);
  });

  it("is not heard in code or in what is short", () => {
    const code = "```\nconst größe = maße.länge * breite; // für jeden Schritt der Maschine und für alle Blöcke\n```";
    expect(judgeTexts([pair("How?", ENGLISH), pair("Wie?", code.repeat(5)), pair("Was?", "Ein Baum.")])).toEqual([
      [],
      [],
      [],
    ]);
  });

  it("has a name for people", () => {
    expect([nameOf("deu"), nameOf("jpn"), nameOf("rus")]).toEqual(["German", "Japanese", "Russian"]);
  });
});

describe("ungrounded", () => {
  const source = { path: "a.ts", startLine: 3, endLine: 9 };
  const lines =
    "/** Reads a JSON file and checks it against a schema. Returns undefined where there is no file. */\nexport async function readJson() {}";

  it("compares the words of an answer with those of its lines, names taken apart", () => {
    const grounded = {
      ...pair("What does `readJson` do?", "Reads a JSON file, and checks it against a schema."),
      source,
    };
    expect(ungrounded(grounded, lines)).toBeUndefined();
    const invented = {
      ...pair("What?", "Downloads several models quickly from whichever mirror answers first, then deletes them."),
      source,
    };
    expect(ungrounded(invented, lines)).toEqual({
      rule: "ungrounded",
      severity: "warning",
      message: "0 % of its words stand in a.ts:3-9; not downloads, several, models, quickly",
    });
  });

  it("says nothing of answers too short to tell, or without a source", () => {
    expect(ungrounded({ ...pair("What?", "Something else."), source }, lines)).toBeUndefined();
    expect(ungrounded(pair("What?", ENGLISH), lines)).toBeUndefined();
  });

  it.each(["used", "defined", "use", "commit"])(
    "says nothing of the kind %s, whose answers name other places",
    (kind) => {
      const answer = "Used in packages/editor/commands/openPreview.ts and packages/server/routes/listing.ts";
      expect(ungrounded({ ...pair("Where?", answer), source }, lines)).toBeDefined();
      expect(ungrounded({ ...pair("Where?", answer), source, kind }, lines)).toBeUndefined();
    },
  );

  it("takes what was redacted for what the source says", () => {
    const placeholders = "<redacted:connection-string> <redacted:assigned-secret> <redacted:authorization> ".repeat(3);
    const answer = `${placeholders} Reads a JSON file, checks schema; ${placeholders}`;
    expect(ungrounded({ ...pair("What?", answer), source }, lines)).toBeUndefined();
  });
});

describe("proseOf", () => {
  it("leaves out fences, closed or not, indented code, tables, links, paths and names", () => {
    expect(
      proseOf("Say `x` to src/a.ts.\n~~~\ncode\n~~~\n    code\n| a |\nEnd https://x.y now\n```\nopen").replace(
        /\s+/g,
        " ",
      ),
    ).toBe("Say to End now");
  });
});
