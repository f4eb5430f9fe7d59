import { Environment, Interpreter, parse, tokenize } from "@huggingface/jinja";
import type { Message } from "../core/example.ts";
import type { Tokenizer } from "../core/tokenizer.ts";
import { templateErrors } from "./errors.ts";
import { strftime } from "./strftime.ts";

/** Turns messages into the text a model was trained on. */
export interface ChatTemplate {
  /** `default`, the name of a variant, or `plain`. */
  readonly name: string;
  /**
   * The text of `messages`; with `addGenerationPrompt`, up to where the assistant's answer begins, if the
   * template knows that option. Throws UserError `template/refused` when it does not accept these messages.
   */
  render(messages: readonly Message[], options?: { addGenerationPrompt?: boolean }): string;
}

export interface ChatTemplateOptions {
  /** Name of a template of the file, or `plain` for question and answer without one. Defaults to the file's default. */
  readonly variant?: string | undefined;
  /**
   * What a template that asks for today's date is told. Defaults to now. Training gives the run's start,
   * so that a run resumed on another day sees the same tokens.
   */
  readonly now?: Date | undefined;
  /** Further variables of the template, such as `enable_thinking`. Defaults to none. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/** The metadata of a GGUF file, as far as templates are concerned. */
export type TemplateMetadata = ReadonlyMap<string, { readonly value: unknown }>;

/** The name of the built-in format for models without a template. */
export const PLAIN = "plain";

/** The headings of Alpaca's format: an answer begins on a line of its own, so the prompt's tokens do not depend on it. */
const PLAIN_TEMPLATE = `
{%- for message in messages %}
{%- if message.role == 'system' %}{{ message.content + '\n\n' }}
{%- elif message.role == 'user' %}{{ '### Instruction:\n' + message.content + '\n\n' }}
{%- else %}{{ '### Response:\n' + message.content + eos_token + '\n\n' }}
{%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{ '### Response:\n' }}
{%- endif %}`;

/**
 * The chat template that a model file carries (`tokenizer.chat_template`, variants under
 * `tokenizer.chat_template.NAME`), rendered as Jinja with the names of the model's own control tokens.
 * Throws UserError `template/missing`, `template/variant` or `template/syntax`.
 */
export function openChatTemplate(
  metadata: TemplateMetadata,
  tokenizer: Pick<Tokenizer, "bos" | "eos" | "tokenText">,
  { variant, now = new Date(), variables = {} }: ChatTemplateOptions = {},
): ChatTemplate {
  const { name, source } = chooseTemplate(templatesOf(metadata), variant);
  const program = parseTemplate(name, source);
  const nameOf = (id: number | undefined): string => (id === undefined ? "" : tokenizer.tokenText(id));
  const globals = {
    ...CONSTANTS,
    range,
    raise_exception: refuse,
    strftime_now: (format: string) => strftime(now, format),
    ...variables,
    bos_token: nameOf(tokenizer.bos),
    eos_token: nameOf(tokenizer.eos),
  };
  return {
    name,
    render(messages, { addGenerationPrompt = false } = {}) {
      const environment = new Environment();
      const variables = { ...globals, messages, add_generation_prompt: addGenerationPrompt };
      for (const [key, value] of Object.entries(variables)) environment.set(key, value);
      try {
        const { value } = new Interpreter(environment).run(program);
        return typeof value === "string" ? value : "";
      } catch (cause) {
        throw templateErrors.refused(name, cause);
      }
    },
  };
}

const TEMPLATE_KEY = "tokenizer.chat_template";

/** The templates of a file by name; the one without a name is `default`. */
export function templatesOf(metadata: TemplateMetadata): ReadonlyMap<string, string> {
  const templates = new Map<string, string>();
  for (const [key, { value }] of metadata) {
    if (typeof value !== "string") continue;
    if (key === TEMPLATE_KEY) templates.set("default", value);
    else if (key.startsWith(`${TEMPLATE_KEY}.`)) templates.set(key.slice(TEMPLATE_KEY.length + 1), value);
  }
  return templates;
}

function chooseTemplate(templates: ReadonlyMap<string, string>, variant = "default"): { name: string; source: string } {
  const source = templates.get(variant);
  if (source !== undefined) return { name: variant, source };
  if (variant === PLAIN) return { name: PLAIN, source: PLAIN_TEMPLATE };
  if (variant === "default") throw templateErrors.missing();
  throw templateErrors.noVariant(variant, [...templates.keys()]);
}

function parseTemplate(name: string, source: string): ReturnType<typeof parse> {
  try {
    // The white-space rules that authors of chat templates rely on (Hugging Face transformers sets them).
    return parse(tokenize(source, { lstrip_blocks: true, trim_blocks: true }));
  } catch (cause) {
    throw templateErrors.syntax(name, cause);
  }
}

/** Jinja's constants in both spellings; the library's environment starts empty. */
const CONSTANTS = { true: true, false: false, none: null, True: true, False: false, None: null };

function refuse(message: string): never {
  throw new Error(message);
}

/** A template comes from outside: it must not allocate without bound. */
const MAX_RANGE = 100_000;

/** Python's `range`. Throws RangeError beyond MAX_RANGE items. */
function range(start: number, stop?: number, step = 1): number[] {
  const [first, last] = stop === undefined ? [0, start] : [start, stop];
  const count = Math.max(0, Math.ceil((last - first) / step));
  if (!(count <= MAX_RANGE)) throw new RangeError(`range(${first}, ${last}, ${step}) has ${count} items`);
  return Array.from({ length: count }, (_, index) => first + index * step);
}
