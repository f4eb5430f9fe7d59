import "./activation.ts";
import "./runs.ts";
import "./sources.ts";
