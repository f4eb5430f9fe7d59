import { zipFile } from "./zipFile.ts";

/** A Word document with these paragraphs (ECMA-376, Part 1, 17.3); `Heading1` and the like are styles. */
export function smallDocx(paragraphs: readonly (readonly [style: string, text: string])[]): Buffer {
  const body = paragraphs
    .map(
      ([style, text]) =>
        `<w:p><w:pPr>${style === "" ? "" : `<w:pStyle w:val="${style}"/>`}</w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`,
    )
    .join("");
  const xml = (content: string): Buffer => Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${content}`);
  const main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
  const packageUrl = "http://schemas.openxmlformats.org/package/2006";
  return zipFile([
    {
      name: "[Content_Types].xml",
      content: xml(
        `<Types xmlns="${packageUrl}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
      ),
    },
    {
      name: "_rels/.rels",
      content: xml(
        `<Relationships xmlns="${packageUrl}/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
      ),
    },
    { name: "word/document.xml", content: xml(`<w:document xmlns:w="${main}"><w:body>${body}</w:body></w:document>`) },
    {
      name: "word/styles.xml",
      content: xml(
        `<w:styles xmlns:w="${main}"><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style><w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/></w:style></w:styles>`,
      ),
    },
  ]);
}
