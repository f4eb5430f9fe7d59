import { describe, expect, it } from "vitest";
import { strftime } from "../../../src/prompt/strftime.ts";

const afternoon = new Date(2026, 2, 4, 15, 6, 7);

describe("strftime", () => {
  it("writes the formats that chat templates use", () => {
    expect(strftime(afternoon, "%d %b %Y")).toBe("04 Mar 2026");
    expect(strftime(afternoon, "%A, %B %-d, %Y")).toBe("Wednesday, March 4, 2026");
    expect(strftime(afternoon, "%Y-%m-%d %H:%M:%S")).toBe("2026-03-04 15:06:07");
    expect(strftime(afternoon, "%a %I:%M %p")).toBe("Wed 03:06 PM");
  });

  it("calls the hours at noon and midnight twelve", () => {
    expect(strftime(new Date(2026, 0, 1, 0), "%I %p")).toBe("12 AM");
    expect(strftime(new Date(2026, 0, 1, 12), "%I %p")).toBe("12 PM");
  });

  it("keeps a percent sign and what it does not know", () => {
    expect(strftime(afternoon, "100%% %Q")).toBe("100% %Q");
  });
});
