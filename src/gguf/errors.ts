import { messageOf, UserError } from "../base/errors.ts";
import { GGML_TYPES } from "./blocks.ts";

/**
 * Every way in which a model file can be unusable. `path` is the file, `what` the key or tensor being read. Names come
 * from the file, so they are shown only after `printable`.
 */
export const ggufErrors = {
  notFound: (path: string) =>
    new UserError("gguf/not-found", `There is no file ${path}.`, "Check the path, or download the model first."),

  unreadable: (path: string, reason: string) =>
    new UserError("gguf/unreadable", `${path} cannot be read: ${reason}.`, "Check that it is a file you may read."),

  notGguf: (path: string, found: string) =>
    new UserError(
      "gguf/not-gguf",
      `${path} is not a GGUF file: it is ${found}.`,
      'Give a model in GGUF format; a GGUF file begins with the letters "GGUF".',
    ),

  bigEndian: (path: string) =>
    new UserError(
      "gguf/big-endian",
      `${path} is a big-endian GGUF file; only little-endian ones are supported.`,
      "Get the ordinary, little-endian file of this model.",
    ),

  unsupportedVersion: (path: string, version: number) =>
    new UserError(
      "gguf/unsupported-version",
      `${path} is GGUF version ${version}; versions 2 and 3 are supported.`,
      version === 1 ? "Get a newer conversion of this model." : "The file may be damaged, or newer than this program.",
    ),

  truncated: (path: string, what: string, neededBytes: number, position: number, sizeBytes: number) =>
    new UserError(
      "gguf/truncated",
      `${path} ends inside ${printable(what)}: ${neededBytes} bytes are needed at byte ${position}, the file has ${sizeBytes}.`,
      "The file is cut off or damaged. Download it again.",
    ),

  tooLarge: (path: string, what: string, found: number, limit: number) =>
    new UserError(
      "gguf/too-large",
      `${path}: ${printable(what)} is ${found}; at most ${limit} is accepted.`,
      "The file is damaged or was not made for language models. Download it again.",
    ),

  badValue: (path: string, what: string, found: string, expected: string) =>
    new UserError(
      "gguf/bad-value",
      `${path}: ${printable(what)} is ${printable(found)}; expected ${expected}.`,
      "The file is damaged. Download it again.",
    ),

  duplicate: (path: string, what: string) =>
    new UserError(
      "gguf/duplicate",
      `${path} holds ${printable(what)} twice.`,
      "The file is damaged. Download it again.",
    ),

  badDimensions: (path: string, tensor: string, dimensions: readonly number[], reason: string) =>
    new UserError(
      "gguf/bad-dimensions",
      `${path}: tensor ${printable(tensor)} has dimensions [${dimensions.join(", ")}]: ${reason}.`,
      "The file is damaged. Download it again.",
    ),

  unsupportedType: (path: string, tensor: string, type: string) =>
    new UserError(
      "gguf/unsupported-type",
      `${path}: tensor ${printable(tensor)} has type ${type}; supported are ${GGML_TYPES.join(", ")}.`,
      "Get another quantization of this model, such as Q4_K_M or Q8_0.",
    ),

  misaligned: (path: string, tensor: string, offset: number, alignment: number) =>
    new UserError(
      "gguf/misaligned",
      `${path}: tensor ${printable(tensor)} lies at offset ${offset}; expected a multiple of the alignment ${alignment}.`,
      "The file is damaged. Download it again.",
    ),

  outside: (path: string, tensor: string, endBytes: number, sizeBytes: number) =>
    new UserError(
      "gguf/tensor-outside",
      `${path}: tensor ${printable(tensor)} ends at byte ${endBytes}; the file has ${sizeBytes}.`,
      "The file is cut off or damaged. Download it again.",
    ),

  overlap: (path: string, tensor: string, other: string) =>
    new UserError(
      "gguf/overlap",
      `${path}: tensors ${printable(tensor)} and ${printable(other)} share bytes.`,
      "The file is damaged. Download it again.",
    ),

  split: (path: string, index: number, count: number) =>
    new UserError(
      "gguf/split",
      `${path} is part ${index + 1} of ${count} of a split model; only whole files are supported.`,
      "Merge the parts (llama-gguf-split --merge FIRST_PART OUTPUT), or get the model as one file.",
    ),

  noTensor: (path: string, tensor: string) =>
    new UserError(
      "gguf/no-tensor",
      `${path} has no tensor ${printable(tensor)}.`,
      "The file is not the model it claims to be, or its family is not supported.",
    ),

  missingKey: (path: string, key: string) =>
    new UserError(
      "gguf/missing-key",
      `${path} lacks the metadata key ${printable(key)}.`,
      "The file is an incomplete conversion, or its family is not supported.",
    ),

  wrongType: (path: string, key: string, found: string, expected: string) =>
    new UserError(
      "gguf/wrong-type",
      `${path}: metadata key ${printable(key)} holds ${printable(found)}; expected ${expected}.`,
      "The file is an incomplete conversion, or its family is not supported.",
    ),

  cannotWrite: (path: string, cause: unknown) =>
    new UserError(
      "gguf/cannot-write",
      `${path} cannot be written: ${messageOf(cause)}.`,
      "Free some space or choose another folder.",
      { cause },
    ),
} as const;

const MAX_SHOWN_LENGTH = 160;

/** `text` without what could rewrite a terminal, and cut to a length that a line of a log bears. */
function printable(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "\uFFFD");
  return clean.length > MAX_SHOWN_LENGTH ? `${clean.slice(0, MAX_SHOWN_LENGTH)}…` : clean;
}
