/** Words that stand where a secret goes, or that everybody's example has. */
const WORDS = new Set(
  (
    "a abc admin an and any api app auth bar baz bearer bla blah blank change changeme client credential credentials db " +
    "default demo dummy empty enter env example fake false foo for foobar from generated hash here hidden id " +
    "insert invalid is it key keys lorem me mock mypassword mysecret mytoken na name nil no none not null of or pass " +
    "passcode passphrase passwd password passwords placeholder please postgres private pw pwd qwerty redacted refresh " +
    "replace required root sample secret secrets set some someone something string sup super supersecret test testing " +
    "text that the this to todo token tokens true type undefined unknown unset user username value var variable with " +
    "wrong yes your yourpassword access basic digest oauth session public new old current confirm input field"
  ).split(" "),
);

/**
 * Whether a value only stands for a secret: a variable, a template, stars, `<password>`, `changeme`, `your-api-key`. The
 * test is about the whole value, so that a secret that contains such a word is still one.
 */
export function isPlaceholder(value: string): boolean {
  const text = value.trim();
  if (text === "" || isReference(text) || isFiller(text)) return true;
  const words = text
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  return (
    words.length > 0 &&
    words.every((word) => WORDS.has(word.replace(/\d+/g, "")) || /^(\d{1,3}|1234\d*|x+|passw0rd)$/.test(word))
  );
}

/** What is put in when the program runs. */
const isReference = (text: string): boolean =>
  /^\$[A-Za-z_{(]/.test(text) ||
  /^(%[^%\s]+%|#\{|\{[\w{%]|<[^>]*>?|\[[^\]]*\]$|@[A-Za-z{]|&[a-z]+;|!\w+)/.test(text) ||
  /\$\{|\{\{|\}\}|\$\(|<%|%\(\w+\)s|%s|\{\d*\}/.test(text) ||
  /^(process\.env|import\.meta|os\.(environ|getenv)|env[.([]|ENV\[|System\.getenv|getenv|Deno\.env|secrets?\.|vars?\.|vault:|op:\/\/|ref\+|arn:|file:|data:|sha\d+-)/i.test(
    text,
  );

/** Stars, dots and other fillers, one character over and over, or a row of the keyboard. */
const isFiller = (text: string): boolean =>
  /^[*.•·…_\-xX#?0\s]+$/.test(text) ||
  /^(.)\1*$/.test(text) ||
  /\.{3}|…|\*{3}|x{5}/i.test(text) ||
  /^(0123456789|123456789?0?|abcdef\w{0,3}|abcdefghijklmnopqrstuvwxyz|qwerty\w{0,5}|asdf\w{0,5}|deadbeef|cafebabe)+$/i.test(
    text,
  ) ||
  /example|placeholder|changeme|change[-_ ]me|replace[-_ ]?(me|with|this)|your[-_ ]|redacted|insert[-_ ]/i.test(text);
