// What this browser lacks or forbids, and what its reader is told of it.

import { say } from "./speech.js";

const LACKING = ["WebAssembly", "Worker"].filter((name) => !(name in globalThis));

/** Whether no Python can ever run here. */
export const isHopeless = LACKING.length > 0;

export const hopeless = () =>
  say("This browser cannot run Python: it lacks {what}.", { what: LACKING.join(", ") });

/** What to do after a `problem` that ended Python while code ran. */
export const afterwards = (problem) =>
  isHopeless
    ? problem
    : say("{problem} Your code is still here: Run starts Python again.", { problem });
