import { type Rule, spansOf } from "../rule.ts";

/** All in one, or in groups with one kind of separator: what people write, and few numbers of code. */
const NUMBER =
  /(?<![\w.+-])(?:\d{4}(?<gap>[ -])\d{4}\k<gap>\d{4}\k<gap>\d{1,7}|3\d{3}(?<gap3>[ -])\d{6}\k<gap3>\d{4,5}|\d{13,19})(?![\w-]|\.\d)/g;

/** First digits and lengths of the issuers (ISO/IEC 7812; the networks' own documents). */
const ISSUERS =
  /^(4(\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(0[0-5]|[689]\d)\d{11}|6(011|4[4-9]\d|5\d\d)\d{12}|35(2[89]|[3-8]\d)\d{12}|62\d{14,17})$/;
/** Numbers that payment providers publish for tests. */
const TESTS = new Set(
  (
    "4111111111111111 4242424242424242 4012888888881881 4000056655665556 4000000000000002 4000000000009995 4222222222222 " +
    "5555555555554444 5105105105105100 5200828282828210 2223003122003222 378282246310005 371449635398431 6011111111111117 " +
    "6011000990139424 3056930009020004 30569309025904 38520000023237 3566002020360505 6200000000000005 5454545454545454 4000000000000000"
  ).split(" "),
);

export const paymentCard: Rule = {
  name: "payment-card",
  category: "personal",
  anchor: /\d{4}[ -]\d{4}[ -]\d{4}|3\d{3}[ -]\d{6}[ -]|\d{13}/,
  find: (text) => spansOf(text, NUMBER, ({ 0: whole }) => isCard(whole.replace(/[ -]/g, ""))),
};

function isCard(digits: string): boolean {
  return (
    ISSUERS.test(digits) && !TESTS.has(digits) && !/(\d)\1{6}|0123456|1234567/.test(digits) && hasCheckDigit(digits)
  );
}

/** Luhn's (ISO/IEC 7812-1, annex B). */
function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const weighted = i % 2 === 0 ? digit : 2 * digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}
