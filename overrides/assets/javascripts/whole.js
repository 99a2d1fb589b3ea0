// Text that is what was built, and, in the reader's words, that a file of Python's could not be had.

import { follow, say } from "./speech.js";

/** The text at `address` if it has the hash `integrity`; `anew` when what a cache keeps did not help. */
export async function text(address, integrity, anew) {
  const cache = anew ? "reload" : "default";
  const file = address.split("/").pop();
  const response = await fetch(address, { integrity, cache }).catch(() => blame(address, file));
  return response.text();
}

/** Fail with what the host says of a file: its hash does not fit where there is no file, either. */
async function blame(address, file) {
  const { ok, status } = await fetch(address, { method: "HEAD" }).catch(() => ({}));
  return missing({ file, status: ok ? undefined : status });
}

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
