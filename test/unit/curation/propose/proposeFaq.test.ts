import { describe, expect, it } from "vitest";
import { proposeFaq } from "../../../../src/curation/propose/proposeFaq.ts";
import { proposeSections } from "../../../../src/curation/propose/proposeSections.ts";
import { pairOf, proposalsFrom } from "../../../support/proposals.ts";

const answer = "Because padding costs time and teaches the model nothing at all.";

const unfolding = (question: string, text: string): string =>
  `<details>\n<summary>${question}</summary>\n\n${text}\n\n</details>\n\n`;

describe("examples from questions", () => {
  it("let a heading that is a question be the question, and the section kind leaves it alone", async () => {
    const text = `# Guide\n\n## Why sort at all?\n\n${answer}\n`;
    const [proposal] = await proposalsFrom(proposeFaq, "docs/guide.md", text);
    expect(proposal && pairOf(proposal.content)).toEqual([expect.stringContaining("Why sort at all?"), answer]);
    expect(await proposalsFrom(proposeSections, "docs/guide.md", text)).toEqual([]);
  });

  it.each([
    ["bold questions", `**Why sort at all?**\n\n${answer}\n\n**Why not sort?**\n\nNo: ${answer}`],
    ["questions marked with Q", `Q: Why sort at all?\n\nA: ${answer}\n\nQ: Why not sort?\n\nNo: ${answer}`],
    ["bold marks", `**Q:** Why sort at all?\n\n**A:** ${answer}\n\n**Q1:** Why not sort?\n\n**A1**: No: ${answer}`],
    [
      "questions that unfold",
      `${unfolding("Why sort at all?", answer)}${unfolding("<b>Why not sort?</b>", `No: ${answer}`)}`,
    ],
    ["bold questions with the answer behind", `**Q: Why sort at all?** ${answer}\n\n**Why not sort?** No: ${answer}`],
  ])("find %s in a section", async (_, list) => {
    const proposals = await proposalsFrom(proposeFaq, "faq.md", `# Guide\n\n## FAQ\n\n${list}\n`);
    expect(proposals.map(({ content }) => pairOf(content)[1])).toEqual([answer, `No: ${answer}`]);
  });

  it("end an answer where the next question stands, also below a heading that is a question", async () => {
    const text = `# FAQ\n\n## Why sort at all?\n\n${answer}\n\n**Why not sort?**\n\nNo: ${answer}\n`;
    const proposals = await proposalsFrom(proposeFaq, "docs/guide.md", text);
    expect(proposals.map(({ content }) => pairOf(content)[1])).toEqual([answer, `No: ${answer}`]);
  });

  it("are found in the lists and folds of a page", async () => {
    const page = `<h1>FAQ</h1><dl><dt>Why sort at all?</dt><dd>${answer}</dd></dl><details><summary><b>Why not sort?</b></summary><p>No: ${answer}</p></details>`;
    const proposals = await proposalsFrom(proposeFaq, "faq.html", page);
    expect(proposals.map(({ content }) => pairOf(content))).toEqual([
      [expect.stringContaining("Why sort at all?"), answer],
      [expect.stringContaining("Why not sort?"), `No: ${answer}`],
    ]);
  });

  it("name the document where the question only says this", async () => {
    const [proposal] = await proposalsFrom(proposeFaq, "README.md", `# Packer\n\n## What is this?\n\n${answer}\n`);
    expect(proposal && pairOf(proposal.content)[0]).toContain("Packer");
  });

  it.each(["## Questions?", "## ?", "## Why?"])("are not made of %s", async (heading) => {
    expect(await proposalsFrom(proposeFaq, "a.md", `# A\n\n${heading}\n\n${answer}\n`)).toEqual([]);
  });
});
