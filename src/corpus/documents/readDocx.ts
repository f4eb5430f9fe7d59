import { messageOf } from "../../base/errors.ts";
import type { FileContents } from "../../core/chunk.ts";
import { markdownOfHtml } from "./markdownOfHtml.ts";
import { readMarkdown } from "./readMarkdown.ts";
import { reasonNotToUnzip } from "./reasonNotToUnzip.ts";

/**
 * A Word document as Markdown, through HTML. Lines are those of the Markdown. Pictures are left out.
 *
 * @param path for the provenance only.
 */
export async function readDocx(path: string, bytes: Uint8Array): Promise<FileContents | { readonly reason: string }> {
  const reason = await reasonNotToUnzip(bytes);
  if (reason !== undefined) return { reason };
  try {
    const { default: mammoth } = await import("mammoth");
    const withoutPictures = mammoth.images.imgElement(() => Promise.resolve({ src: "" }));
    const { value } = await mammoth.convertToHtml({ buffer: Buffer.from(bytes) }, { convertImage: withoutPictures });
    const { text } = markdownOfHtml(value.replace(/<img\b[^>]*>/g, ""));
    if (text.trim() === "") return { reason: "a document without text" };
    return {
      ...readMarkdown(path, text),
      notes: ["read as Markdown, without pictures; lines are those of the Markdown"],
    };
  } catch (error) {
    return { reason: `no DOCX that can be read: ${messageOf(error)}` };
  }
}
