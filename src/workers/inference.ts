// The main of the inference process.
import { connectToParent } from "../protocol/parentProcess.ts";
import { inferenceFunctions } from "./inferenceFunctions.ts";

connectToParent(inferenceFunctions());
