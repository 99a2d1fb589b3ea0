// What a reader is told when a file of Python's could not be had, in the page's words.

import { follow, say } from "./speech.js";

/** Fail for want of a file. */
export async function missing(about) {
  throw new Error(await told(about));
}

/** What a reader is told of a failure: of a `file`, of the `status` it had; or what else is known. */
export async function told({ file, status, message }) {
  await follow(); // it may come before the page's language has
  if (!file) return say("Python stumbled: {problem}", { problem: message });
  return status
    ? say("{file} could not be loaded (status {status}).", { file, status })
    : say("{file} could not be loaded whole.", { file });
}
