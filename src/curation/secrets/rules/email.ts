import { type Rule, spansOf } from "../rule.ts";

/**
 * A mailbox as people write it (a part of RFC 5322), its lengths those of RFC 5321. The lookbehind lets a run of its
 * characters be tried once only.
 */
const ADDRESS =
  /(?<![\w.%+-])(?<local>[A-Za-z0-9][\w.%+-]{0,63})@(?<domain>(?:[A-Za-z0-9-]{1,63}\.){1,8}(?<top>[A-Za-z]{2,24}))(?![\w@-]|\.[A-Za-z0-9])/g;

/** Reserved for documentation and tests (RFC 2606, RFC 6761), and what only machines answer. */
const NOBODY =
  /(^|\.)(example|test|invalid|localhost|local|internal)$|(^|\.)example\.(com|org|net|edu)$|^(users\.)?noreply\.|(^|\.)(acme|domain|email|mail|company|foo|bar|yourdomain|mydomain|your-domain|mycompany|yourcompany)\.(com|org|net)$/i;
const ROLES =
  /^(git|hg|noreply|no-reply|donotreply|do-not-reply|mailer-daemon|postmaster|root|user|username|you|your|name|someone|email|foo|this|super|return|break|continue)$/i;
/** `icon@2x.png`, `chunk@latest.js`: no top-level domains. */
const FILE_ENDINGS =
  /^(png|jpe?g|gif|svg|webp|avif|ico|css|scss|less|js|mjs|cjs|jsx|tsx?|json|jsonc|map|html?|xml|ya?ml|txt|woff2?|ttf|vue|lock|tgz|gz|zip)$/i;

export const email: Rule = {
  name: "e-mail",
  category: "personal",
  anchor: /[\w%+-]@[A-Za-z0-9]/,
  find: (text) =>
    spansOf(text, ADDRESS, ({ groups }) => {
      const { local = "", domain = "", top = "" } = groups ?? {};
      return !NOBODY.test(domain) && !ROLES.test(local) && !FILE_ENDINGS.test(top);
    }),
};
