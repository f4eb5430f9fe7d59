/** What sends a text that may have several lines, as this system names it. */
export const SEND_KEYS = /^Mac/.test(navigator.platform) ? "⌘Enter" : "Ctrl+Enter";
