/** Other ways of writing documentation, as the tags that `renderTags` reads. */
import type { DocStyle } from "../code/grammarRules.ts";

/** @param text of a doc comment without its marks. */
export function asTags(text: string, style: DocStyle | undefined): string {
  switch (style) {
    case "xml":
      return tagsOfXml(text);
    case "yard":
      return tagsOfYard(text);
    case "help":
      return tagsOfHelp(text);
    case "phpdoc":
      return tagsOfPhpdoc(text);
    case undefined:
      return text;
  }
}

/** https://learn.microsoft.com/dotnet/csharp/language-reference/xmldoc/recommended-tags */
function tagsOfXml(text: string): string {
  if (!/<\/?[a-z]+/i.test(text)) return text;
  return text
    .replace(/<(?:see|seealso|paramref|typeparamref)\s+(?:cref|name|langword)="(?:[A-Z]:)?([^"]*)"\s*\/>/g, "`$1`")
    .replace(/<see\s+href="[^"]*"\s*>([^<]*)<\/see>/g, "$1")
    .replace(/<c>([^<]*)<\/c>/g, "`$1`")
    .replace(/<code[^>]*>([^]*?)<\/code>/g, (_, code: string) => `\n\`\`\`\n${code.replace(/^\n|\s+$/g, "")}\n\`\`\`\n`)
    .replace(/<(?:type)?param\s+name="([^"]*)"\s*>([^]*?)<\/(?:type)?param>/g, (_, name: string, note: string) =>
      note.trim() === "" ? "" : `\n@param ${name} ${inline(note)}\n`,
    )
    .replace(/<returns>([^]*?)<\/returns>/g, (_, note: string) => `\n@returns ${inline(note)}\n`)
    .replace(/<value>([^]*?)<\/value>/g, (_, note: string) => `\n@returns ${inline(note)}\n`)
    .replace(
      /<exception\s+cref="(?:[A-Z]:)?([^"]*)"\s*>([^]*?)<\/exception>/g,
      (_, type: string, note: string) => `\n@throws {${type}} ${inline(note)}\n`,
    )
    .replace(/<example>/g, "\n@example\n")
    .replace(/<inheritdoc[^>]*\/>/g, "")
    .replace(/<item>\s*(?:<description>)?/g, "\n- ")
    .replace(/<\/?(?:summary|remarks|para|example|list|item|description|term|inheritdoc|br)\b[^>]*>/g, "\n")
    .replace(/^[ \t]+(?=\S)/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** https://rubydoc.info/gems/yard/file/docs/Tags.md: types stand in brackets, before or after the name. */
function tagsOfYard(text: string): string {
  return text
    .replace(/^([ \t]*@(?:param|option))[ \t]+\[([^\]]*)\][ \t]+/gm, "$1 {$2} ")
    .replace(/^([ \t]*@(?:param|option))[ \t]+(\S+)[ \t]+\[([^\]]*)\]/gm, "$1 {$3} $2")
    .replace(/^[ \t]*@return[ \t]+\[([^\]]*)\]/gm, "@returns {$1}")
    .replace(/^[ \t]*@raise[ \t]+\[([^\]]*)\]/gm, "@throws {$1}");
}

/** https://docs.phpdoc.org/guide/references/phpdoc/tags/: types stand bare before the variable. */
function tagsOfPhpdoc(text: string): string {
  return text
    .replace(/^([ \t]*@(?:param|property))[ \t]+([^\s$]\S*)[ \t]+(?=[.&]*\$)/gm, "$1 {$2} ")
    .replace(/^[ \t]*@returns?[ \t]+(\S+)/gm, "@returns {$1}")
    .replace(/^[ \t]*@throws[ \t]+(\S+)/gm, "@throws {$1}");
}

/** https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_comment_based_help */
function tagsOfHelp(text: string): string {
  return text
    .split("\n")
    .map((line) => {
      const [, keyword = "", rest = ""] = /^\s*\.([A-Z]+)\b[ \t]*(.*)$/i.exec(line) ?? [];
      switch (keyword.toUpperCase()) {
        case "":
          return line.trim();
        case "SYNOPSIS":
        case "DESCRIPTION":
          return `@description ${rest}`;
        case "PARAMETER":
          return `@param ${rest}`;
        case "OUTPUTS":
          return `@returns ${rest}`;
        case "EXAMPLE":
          return "@example";
        default:
          return `@${keyword.toLowerCase()}`;
      }
    })
    .join("\n");
}

const inline = (text: string): string => text.replace(/\s+/g, " ").trim();
