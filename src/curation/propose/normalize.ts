/**
 * How an answer may differ from the lines it quotes, and still quote them.
 *
 * - `exact`: not at all.
 * - `code`: in white space, comments, trailing commas and semicolons.
 * - `prose`: in white space, upper and lower case, comment marks, and the marks and link targets of Markdown, HTML and
 *   doc comments.
 */
export type Normalization = "exact" | "code" | "prose";

/** Tells of texts whether the lines contain them. The lines are read once. */
export function quoteFinder(lines: readonly string[], normalization: Normalization): (quote: string) => boolean {
  const text = lines.join("\n");
  switch (normalization) {
    case "exact":
      return (quote) => text.includes(quote);
    case "code": {
      // A string may hold what looks like the start of a comment, and `#` starts none in most languages.
      const readings = [text, withoutBlockAndLineComments(text), withoutHashComments(text)].map(plainCode);
      return (quote) => {
        const wanted = plainCode(quote);
        return readings.some((reading) => reading.includes(wanted));
      };
    }
    case "prose": {
      const plain = plainProse(text);
      return (quote) => plain.includes(plainProse(quote));
    }
  }
}

function plainCode(text: string): string {
  return text.replace(/[\s;]+/g, "").replace(/,(?=[)\]}>])/g, "");
}

const withoutBlockAndLineComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");

const withoutHashComments = (text: string): string => text.replace(/#.*$/gm, "");

function plainProse(text: string): string {
  return withoutInlineTags(withoutCommentMarks(text))
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&")
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])?/g, "")
    .replace(/\[((?:[^\][]|\[[^\][]*\])*)\]\((?:[^()]|\([^()]*\))*\)/g, "$1")
    .replace(/\[([^\][]+)\]\[[^\]]*\]/g, "$1")
    .replace(/<\/?[a-z][a-z0-9-]*(?:\s[^<>]*)?\/?>/gi, "")
    .replace(/(\d)[.)](?=\s|$)/g, "$1")
    .replace(/[\s*_`~#<>|\\[\]+-]+/g, "")
    .toLowerCase();
}

/** In a comment there may be code with comments of its own. */
function withoutCommentMarks(text: string): string {
  return text
    .replace(/^[ \t]*(?:(?:\/\*+[!<]?|\*+\/|\*(?!\*)|\/\/+[!<]?|#+!?|--|;+)[ \t]*)+/gm, "")
    .replace(/\*+\/[ \t]*$/gm, "");
}

const role =
  /:(?:py:|c:|cpp:|js:)?(?:class|func|meth|mod|attr|ref|exc|data|obj|const|doc|term|envvar|option|pep):(?=`)/g;

/** `{@link Parser#parse the parser}` -> `the parser`, `{@code x}` -> `x`, and reStructuredText's :func:`~a.b` -> `a.b`. */
export function withoutInlineTags(text: string): string {
  return text
    .replace(/\{@(?:link|linkcode|linkplain|see)\s+[^\s|}]+(?:\s*\|\s*|\s+)([^}]+)\}/g, "$1")
    .replace(/\{@(?:link|linkcode|linkplain|see|code|literal|value)\s+([^}]+)\}/g, "`$1`")
    .replace(/\{@inheritDoc\}/gi, "")
    .replace(role, "")
    .replace(/`~(?=[\w.]+`)/g, "`");
}
