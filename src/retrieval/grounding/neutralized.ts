/** Delimiters of chat templates in general; a model's own are given by name. */
const templateToken =
  /<(?=[|｜][^<>\s]{1,40}[|｜]>)|<(?=\/?(?:s|bos|eos|pad|unk|start_of_turn|end_of_turn|think)>)|\[(?=\/?INST\])|<(?=<\/?SYS>>)/gi;
/** Our own: the header of a source, and what stands before a question. */
const sourceHeader = /^([^\S\n]*)\[(?=\d+\])/gm;
const promptLabel = /^(?=[^\S\n]*(?:earlier\s+)?question[^\S\n]*:)/gim;

/**
 * A text that can be told from the prompt around it: nothing in it is read as a control token, as the header of another
 * source or as the question. It stays readable: a space is put into what would be a token or a header (`< |im_end|>`),
 * and a `>` before what would be a question.
 *
 * @param controlTexts names of the model's control tokens that stand in the text.
 */
export function neutralized(text: string, controlTexts: readonly string[] = []): string {
  const spaced = controlTexts
    .filter((name) => name.trim().length > 1)
    .reduce((rest, name) => rest.replaceAll(name, `${name.slice(0, 1)} ${name.slice(1)}`), text);
  return spaced.replace(templateToken, "$& ").replace(sourceHeader, "$1[ ").replace(promptLabel, "> ");
}

/** A path or a signature may hold a line break; a header may not. */
export const onOneLine = (text: string): string => text.replace(/\s+/g, " ").trim();
