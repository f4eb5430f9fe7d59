import "./activation.ts";
import "./runs.ts";
