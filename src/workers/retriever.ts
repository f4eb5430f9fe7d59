// The main of the retrieval process.
import { connectToParent } from "../protocol/parentProcess.ts";
import { retrieverFunctions } from "./retrieverFunctions.ts";

connectToParent(retrieverFunctions());
