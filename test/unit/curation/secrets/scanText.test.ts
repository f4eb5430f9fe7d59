import { describe, expect, it } from "vitest";
import { scanText } from "../../../../src/curation/secrets/scanText.ts";
import { Random } from "../../../../src/engine/data/random.ts";
import { benignFiles } from "../../../fixtures/secrets/benign.ts";
import { Generator } from "../../../fixtures/secrets/generate.ts";
import { plantedFiles } from "../../../fixtures/secrets/planted.ts";

const SEEDS = 25;
const make = new Generator(7);

const foundIn = async (text: string, path = "notes.md"): Promise<string[][]> =>
  (await scanText(text, path)).map(({ rule, start, end }) => [rule, text.slice(start, end)]);

describe("the labelled set", () => {
  it("has every planted secret found, whole and in its category", async () => {
    const missed: string[] = [];
    for (const { path, text, planted } of plantedFiles(SEEDS)) {
      const findings = await scanText(text, path);
      for (const secret of planted) {
        const start = text.indexOf(secret.text);
        expect(start, `${path} holds what is planted in it`).toBeGreaterThanOrEqual(0);
        const covers = findings.some(
          (found) =>
            found.category === secret.category && found.start <= start && found.end >= start + secret.text.length,
        );
        if (!covers) missed.push(`${path}: ${secret.text}`);
      }
    }
    expect(missed).toEqual([]);
  });

  it("has nothing found beside what is planted", async () => {
    for (const { path, text, planted } of plantedFiles(SEEDS)) {
      for (const { start, end, rule } of await scanText(text, path)) {
        const overlaps = planted.some((secret) => {
          const at = text.indexOf(secret.text);
          return start < at + secret.text.length && end > at;
        });
        expect(overlaps, `${path}: ${rule} ${text.slice(start, end)}`).toBe(true);
      }
    }
  });

  it("has nothing found in harmless files but numbers that happen to be right card numbers", async () => {
    const wrong: string[] = [];
    for (const { path, text } of benignFiles(SEEDS)) {
      for (const { rule, start, end } of await scanText(text, path))
        wrong.push(`${path} ${rule} ${text.slice(start, end)}`);
    }
    expect(wrong.filter((found) => !found.startsWith("ids.json payment-card"))).toEqual([]);
    expect(wrong.length).toBeLessThanOrEqual(1);
  });
});

describe("scanText", () => {
  it("finds the same with and without looking for anchors first", async () => {
    const random = new Random(2);
    const files = [...plantedFiles(6), ...benignFiles(6)];
    for (const { path, text } of files) {
      expect(await scanText(text, path, { usesAnchors: false })).toEqual(await scanText(text, path));
    }
    // Pieces of files put together anew: what one rule needs stands next to what another wants.
    for (let round = 0; round < 400; round++) {
      const pieces = Array.from({ length: 6 }, () => {
        const { text } = files[random.integer(files.length)] ?? { text: "" };
        const start = random.integer(text.length + 1);
        return text.slice(start, start + random.integer(200));
      });
      const text = pieces.join("");
      expect(await scanText(text, "x.env", { usesAnchors: false })).toEqual(await scanText(text, "x.env"));
    }
  });

  it("gives exact places, with every kind of line end and after a byte order mark", async () => {
    const address = make.person();
    for (const lineEnd of ["\n", "\r\n", "\r"]) {
      const text = `\ufeffone${lineEnd}${lineEnd}three ${address}, four${lineEnd}`;
      const [found] = await scanText(text, "a.txt");
      expect(found).toMatchObject({ rule: "e-mail", category: "personal", startLine: 3, endLine: 3 });
      expect(text.slice(found?.start, found?.end)).toBe(address);
    }
    const key = make.pem("RSA ");
    expect(await scanText(`x\n${key}\n`, "a.pem")).toMatchObject([
      { rule: "private-key", startLine: 2, endLine: 1 + key.split("\n").length },
    ]);
  });

  it("gives places in order, none within another", async () => {
    for (const { path, text } of plantedFiles(4)) {
      const findings = await scanText(text, path);
      findings.forEach(({ start }, i) => expect(start).toBeGreaterThanOrEqual(findings[i - 1]?.end ?? 0));
    }
  });

  it("gives ids that depend on rule, path and text alone", async () => {
    const token = make.jwt();
    const [first] = await scanText(`a ${token}`, "a.md");
    const [moved] = await scanText(`\n\nlonger ${token} b`, "a.md");
    const [elsewhere] = await scanText(`a ${token}`, "b.md");
    const [other] = await scanText(`a ${make.jwt()}`, "a.md");
    expect(moved?.id).toBe(first?.id);
    expect(new Set([first?.id, elsewhere?.id, other?.id]).size).toBe(3);
    expect(first?.id).toMatch(/^[0-9a-f]{16}$/);
  });

  it("never shows what it found", async () => {
    for (const { path, text, planted } of plantedFiles(4)) {
      const shown = JSON.stringify(await scanText(text, path));
      for (const { text: secret, category } of planted) {
        expect(shown.includes(secret), `${path}: ${secret}`).toBe(false);
        // What is fixed in a key or an address may be seen.
        if (category === "secret" && /^\w+$/.test(secret)) expect(shown.includes(secret.slice(4, 12))).toBe(false);
      }
    }
  });

  it("does not let a comment silence it", async () => {
    const token = `gh${"p_"}${make.base62(36)}`;
    expect(await foundIn(`// ${"secretlint"}-disable\n${token}`, "a.ts")).toEqual([["github-token", token]]);
  });

  it("finds nothing in an empty text", async () => {
    expect(await scanText("", "")).toEqual([]);
  });
});

describe("single rules", () => {
  it.each([
    ["a variable", "password: ${DB_PASSWORD}"],
    ["a template", "token = {{ token }}"],
    ["an environment variable", "password = process.env.DB_PASSWORD"],
    ["angle brackets", 'password = "<password>"'],
    ["stars", "password=********"],
    ["what everybody writes", "PASSWORD=changeme"],
    ["a type", "password: string"],
    ["a call", "token = readToken(path2)"],
    ["a type with a number", "tokens: Int32Array"],
    ["a label", 'password: "Enter your password"'],
    ["a name", 'passwordKey = "confirmPassword"'],
    ["a comparison of names", "password === confirmPassword2"],
    ["prose", "Your password: at least 8 characters long"],
  ])("take %s for no secret", async (_name, text) => {
    expect(await foundIn(text, "a.ts")).toEqual([]);
    expect(await foundIn(text, "a.md")).toEqual([]);
  });

  it.each([".env", "a.yml", "a.ts", "a.md"])("find a chosen password between quotes in %s", async (path) => {
    const word = make.word();
    expect(await foundIn(`password: "${word}"`, path)).toEqual([["assigned-secret", word]]);
  });

  it("take only tokens with a header for JSON Web Tokens", async () => {
    expect(await foundIn(`eyJ${make.base62(40)}.${make.base62(40)}.${make.base62(40)}`, "a.ts")).toEqual([]);
    const token = make.jwt();
    expect(await foundIn(`"${token}"`, "a.ts")).toEqual([["jwt", token]]);
  });

  it("find the password in addresses of any scheme, and leave defaults alone", async () => {
    for (const scheme of ["postgres", "mysql", "mongodb+srv", "redis", "amqps", "mssql", "sftp", "https"]) {
      const address = `${scheme}://app:${make.base62(14)}@db.prod.net:1234/shop`;
      expect(await foundIn(`url ${address} end`, "a.md")).toEqual([["connection-string", address]]);
      for (const [open, close] of ["``", '""', "''", "<>", "()", "[]"].map((pair) => pair.split("")))
        expect(await foundIn(`url ${open}${address}${close}, end`, "a.md")).toEqual([["connection-string", address]]);
    }
    expect(await foundIn("postgres://postgres:postgres@localhost:5432/db", ".env")).toEqual([]);
    expect(await foundIn(`https://app:${make.base62(14)}@example.com/`)).toEqual([]);
    const github = make.base62(40);
    expect((await foundIn(`git+https://${github}:x-oauth-${"basic"}@github.com/a/b.git`, "package.json"))[0]?.[0]).toBe(
      "connection-string",
    );
  });

  it("take no placeholder for a private key, and find one that was cut", async () => {
    const [begin, end] = [`${"-----"}BEGIN ${"PRIVATE"} KEY-----`, `${"-----"}END ${"PRIVATE"} KEY-----`];
    expect(await foundIn(`${begin}\n...\n${end}`)).toEqual([]);
    expect(await foundIn(`${begin}\n${"A".repeat(80)}\n${end}`)).toEqual([]);
    const cut = `${begin}\n${make.base64(64)}\n${make.base64(64)}`;
    expect(await foundIn(`${cut}\n\nAnd then.`)).toEqual([["private-key", expect.stringContaining(cut)]]);
  });

  it.each([
    ["a version", "lodash@4.17.21 and pkg@latest.js"],
    ["an image of double size", "icon@2x.png"],
    ["a reserved domain", "someone@example.com, a@b.test"],
    ["a repository", "git@github.com:org/repo.git"],
    ["a date and a time", "2024-01-02 03:04:05 +0100"],
    ["an address of a machine", "192.168.100.200, 10.0.0.1:8080"],
    ["a hash", "d41d8cd98f00b204e9800998ecf8427e"],
    ["a number kept for fiction", "(415) 555-0123, +1 202 555 0199"],
    ["an identifier", "123e4567-e89b-12d3-a456-426614174000, 0123-456-789"],
    ["a sum", "x = y +12345678 - 90"],
  ])("take %s for nobody's data", async (_name, text) => {
    expect(await foundIn(text)).toEqual([]);
  });

  it("check the digits of account and card numbers", async () => {
    const [account, card] = [make.germanIban(), make.card("4", 16)];
    expect(await foundIn(`${account} ${card}`)).toEqual([
      ["iban", account],
      ["payment-card", card],
    ]);
    const wrong = (number: string): string => number.slice(0, -1) + String((Number(number.slice(-1)) + 1) % 10);
    expect(await foundIn(`${wrong(account)} ${wrong(card)}`)).toEqual([]);
  });
});

describe("hostile texts", () => {
  const MEGABYTE = 1_000_000;
  const filled = (unit: string): string => unit.repeat(Math.ceil(MEGABYTE / unit.length));
  it.each([
    "a",
    "a-",
    "eyJ-",
    "eyJhbGciOi.",
    "password=",
    "password: ",
    'token="',
    "token='\"",
    'token\\"',
    "secret_key_value",
    "api_key,",
    "x@",
    "a.",
    "a@a.",
    "@a.a-",
    "://",
    "://a:",
    "://a:b@",
    "Server=",
    "Host;Password=",
    "jdbc:oracle:thin:a/",
    "+1 ",
    "1-",
    "0 12",
    "1234 ",
    "AB12",
    "DE00 0000 ",
    " ",
    "\t",
    "SG.a.",
    "SG.",
    "xoxb-",
    "xoxb-1-",
    "glpat-",
    "hf_",
    "sk-proj-",
    "Bearer ",
    "-u a:",
    "user ",
    ">",
    "password>",
    "<",
    "mongodb://",
    "postgres://a:b",
    "https://a",
    "npm_",
    "shpat_",
    `${"-----"}BEGIN ${"PRIVATE"} KEY-----`,
    `${"-----"}BEGIN ${"PRIVATE"} KEY-----\nAAAA\n`,
    "PuTTY-User-Key-File-2:",
    "AccountKey=",
    "\\",
    '\\\\"',
    "\ud83d",
    "é",
    "१",
  ])("are read through to the end: a megabyte of %j", async (unit) => {
    for (const text of [`${filled(unit)}\n!`]) {
      const findings = await scanText(text, "a.txt");
      for (const { start, end } of findings) expect(end).toBeGreaterThan(start);
    }
  });

  it("are read through where they are nothing but secrets", async () => {
    const line = `token="${make.base62(32)}" ${make.person()} gh${"p_"}${make.base62(36)}\n`;
    expect((await scanText(filled(line), "a.ts")).length).toBe(3 * Math.ceil(MEGABYTE / line.length));
  });
});
