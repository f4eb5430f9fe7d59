import { expect, it } from "vitest";
import { commandOf, type KeyPress } from "../../../../src/webview/review/keys.ts";

const press = (key: string, modifiers: Partial<KeyPress> = {}) =>
  commandOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers });

it.each([
  ["a", "accept"],
  ["e", "edit"],
  ["r", "reject"],
  ["f", "flag"],
  ["j", "next"],
  ["k", "previous"],
  ["ArrowDown", "next"],
  ["ArrowUp", "previous"],
  ["/", "search"],
  ["o", "openSource"],
])("takes the key %s for %s", (key, command) => expect(press(key)).toBe(command));

it("undoes and does again with the editor's own keys", () => {
  expect(press("z", { ctrlKey: true })).toBe("undo");
  expect(press("z", { metaKey: true })).toBe("undo");
  expect(press("Z", { ctrlKey: true, shiftKey: true })).toBe("redo");
  expect(press("y", { ctrlKey: true })).toBe("redo");
});

it("leaves other keys to the editor", () => {
  expect(press("a", { ctrlKey: true })).toBeUndefined();
  expect(press("f", { metaKey: true })).toBeUndefined();
  expect(press("z", { ctrlKey: true, altKey: true })).toBeUndefined();
  expect(press("constructor")).toBeUndefined();
});
