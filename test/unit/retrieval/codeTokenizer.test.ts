import { describe, expect, it } from "vitest";
import { contentTermsOf, createWordHasher, termsOf, termsOfWord } from "../../../src/retrieval/codeTokenizer.ts";
import { stemOf } from "../../../src/retrieval/stem.ts";
import { termHash } from "../../../src/retrieval/termHash.ts";

describe("the code tokenizer", () => {
  it.each([
    ["parseHTTPBody", ["pars", "http", "body", "parsehttpbody"]],
    ["MAX_FILE_SIZE", ["max", "fil", "siz", "maxfilesize"]],
    ["utf8Decoder", ["utf", "decoder", "utf8decoder"]],
    ["$scope", ["scop"]],
    ["_privateName", ["privat", "nam", "privatename"]],
    ["XMLHttpRequest", ["xml", "http", "request", "xmlhttprequest"]],
    ["i", []],
    ["20261126", []],
    ["404", ["404"]],
  ])("splits %s where its parts meet and keeps it whole too", (word, terms) => {
    expect(termsOfWord(word)).toEqual(terms);
  });

  it("gives camel case, snake case and upper case of one name the same terms", () => {
    expect(termsOf("getUserName")).toEqual(termsOf("get_user_name"));
    expect(termsOf("getUserName")).toEqual(termsOf("GET_USER_NAME"));
  });

  it("finds a word with its accents or without", () => {
    expect(termsOf("Größe café")).toEqual(termsOf("Große cafe"));
    expect(termsOf("Ñandú")).toEqual(["nandu"]);
  });

  it("splits identifiers of other alphabets at their case", () => {
    expect(termsOf("получитьИмя")).toEqual(["получить", "имя", "получитьимя"]);
  });

  it("makes pairs of characters where a script has no spaces", () => {
    expect(termsOf("検索する")).toEqual(["検索", "索す", "する"]);
    expect(termsOf("读取config文件")).toEqual(["读取", "文件", "config"]);
  });

  it("leaves out what only makes a sentence", () => {
    expect(contentTermsOf("How does it parse the files?")).toEqual(["pars", "fil"]);
  });

  it("leaves out hashes and encoded data", () => {
    expect(termsOf("a".repeat(81))).toEqual([]);
  });

  it("gives the same hashes when a word is met again", () => {
    const hashesOf = createWordHasher();
    const first = hashesOf("theFile");
    expect(hashesOf("theFile")).toBe(first);
    expect(first.all).toEqual(["the", "fil", "thefile"].map(termHash));
    expect(first.content).toEqual(["fil", "thefile"].map(termHash));
  });
});

describe("stemming", () => {
  it.each([
    ["creates creating created create", "creat"],
    ["entries entry", "entry"],
    ["classes class", "class"],
    ["stopped stopping stops stop", "stop"],
    ["matches matching match", "match"],
    ["files file", "fil"],
  ])("brings the forms %s together", (forms, stem) => {
    expect(new Set(forms.split(" ").map(stemOf))).toEqual(new Set([stem]));
  });

  it.each(["string", "feed", "is", "bus", "status", "red", "css"])("leaves %s alone", (word) => {
    expect(stemOf(word)).toBe(word);
  });
});

describe("term hashes", () => {
  it("are spread over 32 bits: fifty thousand short words hardly meet", () => {
    const letters = "abcdefghijklmnopqrstuvwxyz0123456789_-.";
    const words = [...letters].flatMap((a) => [...letters].flatMap((b) => [...letters].map((c) => a + b + c)));
    expect(words.length).toBeGreaterThan(50_000);
    // n²/2^33 is 0.4 for so many.
    expect(words.length - new Set(words.map(termHash)).size).toBeLessThan(5);
  });
});
