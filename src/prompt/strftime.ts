const MONTHS = "January February March April May June July August September October November December".split(" ");
const DAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

const DIRECTIVES: Readonly<Record<string, (date: Date) => string>> = {
  Y: (date) => String(date.getFullYear()),
  y: (date) => pad(date.getFullYear() % 100),
  m: (date) => pad(date.getMonth() + 1),
  B: (date) => MONTHS[date.getMonth()] ?? "",
  b: (date) => MONTHS[date.getMonth()]?.slice(0, 3) ?? "",
  d: (date) => pad(date.getDate()),
  A: (date) => DAYS[date.getDay()] ?? "",
  a: (date) => DAYS[date.getDay()]?.slice(0, 3) ?? "",
  H: (date) => pad(date.getHours()),
  I: (date) => pad(date.getHours() % 12 || 12),
  p: (date) => (date.getHours() < 12 ? "AM" : "PM"),
  M: (date) => pad(date.getMinutes()),
  S: (date) => pad(date.getSeconds()),
  "%": () => "%",
};

/**
 * `date` in local time after a format of Python's strftime, in English whatever the user's language:
 * models were trained on English dates. Unknown directives stay as they are.
 */
export function strftime(date: Date, format: string): string {
  return format.replace(/%(-?)([A-Za-z%])/g, (directive, unpadded: string, letter: string) => {
    const text = DIRECTIVES[letter]?.(date) ?? directive;
    return unpadded ? text.replace(/^0(?=\d)/, "") : text;
  });
}

const pad = (value: number): string => String(value).padStart(2, "0");
