// The main of the process that answers questions asked in an editor.
import { askerFunctions } from "./app/asking/askerFunctions.ts";
import { connectToParent } from "./protocol/parentProcess.ts";

connectToParent(askerFunctions());
