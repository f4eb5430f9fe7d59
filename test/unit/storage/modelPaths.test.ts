import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { espalierHome, modelsFolder } from "../../../src/storage/modelPaths.ts";

describe("espalierHome", () => {
  it.each([
    ["linux", { HOME: "/home/me" }, "/home/me/.cache/espalier"],
    ["linux", { HOME: "/home/me", XDG_CACHE_HOME: "/big/cache" }, "/big/cache/espalier"],
    ["linux", { HOME: "/home/me", XDG_CACHE_HOME: "relative" }, "/home/me/.cache/espalier"],
    ["darwin", { HOME: "/Users/me", XDG_CACHE_HOME: "/ignored" }, "/Users/me/Library/Caches/espalier"],
    ["win32", { USERPROFILE: "/me", LOCALAPPDATA: "/me/Local" }, "/me/Local/espalier/Cache"],
    ["win32", { USERPROFILE: "/me" }, "/me/AppData/Local/espalier/Cache"],
    ["linux", { HOME: "/home/me", ESPALIER_HOME: "/mine" }, "/mine"],
  ] as const)("on %s with %j is %s", (platform, env, expected) => {
    expect(espalierHome(env, platform)).toBe(join(expected));
  });

  it("holds the models in a folder of their own", () => {
    expect(modelsFolder({ ESPALIER_HOME: "/mine" })).toBe(join("/mine", "models"));
  });
});
