import { basename, join } from "node:path";
import type { HubFile } from "../catalogueModel.ts";
import { sha256File } from "../../storage/fingerprint.ts";
import { formatHubReference } from "../hubReference.ts";
import { modelErrors } from "../modelErrors.ts";
import { transferMeter, type TransferMeter } from "../modelProgress.ts";
import type { ModelSource, ObtainContext, ObtainedFile } from "../modelSource.ts";
import { DEFAULT_ENDPOINT, hubSettings, type HubSettings } from "./hubSettings.ts";
import { partialFile, type PartialFile } from "./partialFile.ts";
import { resumableDownload, type RetryPolicy } from "./resumableDownload.ts";

const TITLE = "Hugging Face Hub";

/** Downloads from the Hugging Face Hub, or from the mirror that `HF_ENDPOINT` names. */
export function huggingFaceHub(policy: RetryPolicy & { silenceMs?: number } = {}): ModelSource {
  return {
    kind: "hub",
    title: TITLE,
    async obtain({ hub }, context) {
      if (hub === undefined) throw modelErrors.notInStore();
      const settings = await hubSettings(context.env);
      if (settings.isOffline) throw modelErrors.offline();
      const into = partialFile(join(context.folder, `${basename(hub.file)}.partial`));
      const announcedSha256 = await download(hub, settings, into, context, policy);
      return verified(hub, settings, into, announcedSha256, context);
    },
  };
}

async function download(
  hub: HubFile,
  settings: HubSettings,
  into: PartialFile,
  { signal, report }: ObtainContext,
  { silenceMs, ...policy }: RetryPolicy & { silenceMs?: number },
): Promise<string | undefined> {
  let meter: TransferMeter | undefined;
  const file = await resumableDownload(
    {
      url: fileUrl(hub, settings),
      token: settings.token,
      into,
      expected: hub,
      // Embeddings are ONNX and JSON.
      isGguf: /\.gguf$/i.test(hub.file),
      signal,
      refuse: (response) => refusal(response, hub, settings),
      onBytes(doneBytes, totalBytes) {
        meter ??= transferMeter(report, {
          source: TITLE,
          phase: "downloading",
          startBytes: doneBytes,
          ...(totalBytes !== undefined && { totalBytes }),
        });
        meter.update(doneBytes);
      },
      ...(silenceMs !== undefined && { silenceMs }),
    },
    {
      ...policy,
      onRetry: (reason, waitMs) => report({ kind: "retrying", source: TITLE, reason, waitMs }),
    },
  );
  return file.announcedSha256;
}

/** The file is read back from the disk: what counts is what lies there. */
async function verified(
  hub: HubFile,
  { endpoint }: HubSettings,
  into: PartialFile,
  announcedSha256: string | undefined,
  { signal, report }: ObtainContext,
): Promise<ObtainedFile> {
  let sizeBytes = 0;
  const meter = transferMeter(report, {
    source: TITLE,
    phase: "verifying",
    ...(hub.sizeBytes !== undefined && { totalBytes: hub.sizeBytes }),
  });
  const sha256 = await sha256File(into.path, {
    signal,
    onBytes(bytes) {
      sizeBytes = bytes;
      meter.update(bytes);
    },
  });
  const expected = hub.sha256 ?? announcedSha256;
  const location = formatHubReference(hub);
  if (hub.sizeBytes !== undefined && sizeBytes !== hub.sizeBytes) {
    await into.discard();
    throw modelErrors.wrongSize(location, hub.sizeBytes, sizeBytes);
  }
  if (expected !== undefined && expected !== sha256) {
    await into.discard();
    throw modelErrors.wrongHash(location, expected, sha256);
  }
  await into.forgetOrigin();
  return {
    path: into.path,
    placement: "stored",
    fileName: basename(hub.file),
    sizeBytes,
    sha256,
    verifiedAgainst: hub.sha256 !== undefined ? "catalogue" : announcedSha256 !== undefined ? "source" : "nothing",
    origin: { kind: "hub", title: titleAt(endpoint), location },
  };
}

function titleAt(endpoint: string): string {
  return endpoint === DEFAULT_ENDPOINT ? TITLE : `${TITLE} (through ${endpoint})`;
}

function fileUrl({ repository, revision, file }: HubFile, { endpoint }: HubSettings): string {
  const path = file.split("/").map(encodeURIComponent).join("/");
  return `${endpoint}/${repository}/resolve/${encodeURIComponent(revision)}/${path}`;
}

/** What the Hub means by a status; `X-Error-Code` is how it tells a gated repository from a private one. */
function refusal(response: Response, hub: HubFile, settings: HubSettings): Error {
  const hasToken = settings.token !== undefined;
  const repositoryUrl = `${settings.endpoint}/${hub.repository}`;
  const code = response.headers.get("x-error-code");
  if (code === "GatedRepo") return modelErrors.gated(repositoryUrl, hasToken);
  if (response.status === 404) return modelErrors.notOnHub(fileUrl(hub, settings));
  if (response.status === 401 || response.status === 403) {
    return modelErrors.forbidden(repositoryUrl, response.status, hasToken);
  }
  return modelErrors.badAnswer(fileUrl(hub, settings), `HTTP ${response.status}`);
}
