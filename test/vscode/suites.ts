import "./activation.ts";
import "./chats.ts";
import "./runs.ts";
import "./sources.ts";
