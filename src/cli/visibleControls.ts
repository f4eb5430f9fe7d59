/** Colours, as our own words have them. */
const COLOUR = "\\u001b\\[[\\d;]*m";
const CONTROLS = "[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]";
const CONTROL_OR_COLOUR = new RegExp(`(${COLOUR})|${CONTROLS}`, "g");

/**
 * A text in which control characters are shown and not obeyed: names of files and answers of models may hold such as
 * set a terminal's title, move its cursor or type for it. Line breaks and tabs stay, carriage returns go.
 *
 * @param colored whether colours stay.
 */
export const visibleControls = (text: string, colored: boolean): string =>
  text.replaceAll("\r\n", "\n").replace(CONTROL_OR_COLOUR, (control, colour: string | undefined) => {
    if (colour !== undefined && colored) return colour;
    return [...control].map(pictured).join("");
  });

const PICTURES = 0x2400;
const DELETE = 0x7f;

/** The picture that Unicode has of a control character; of the rest of a colour, itself. */
function pictured(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(PICTURES + code);
  if (code === DELETE) return "␡";
  return code > DELETE && code < 0xa0 ? "\ufffd" : character;
}
