// A reader's version of what a demo runs: put in, and taken out again.

import { say } from "./speech.js";

export const own = () => say("The demo runs your version");
export const unchanged = () => say("The demo goes on as before");

/** Let a demo run `code`, and show what it makes of it; says how that went. */
export async function putIn(python, figure, { id: block, name, demo }, code) {
  await figure.ready();
  const { well, seconds } = await python.ask("put_in", { demo, block, name, code });
  await figure.send("frame");
  const time = spoken(seconds);
  return { words: well ? say("The demo runs your version, after {time}", { time }) : unchanged() };
}

/** Let it run its own code again. */
export async function takeOut(python, figure) {
  if (!figure || python.state !== "ready") return;
  await python.ask("take_out", { demo: figure.name }).catch(() => {});
  await figure.send("frame");
}

/** How long something took. */
export const spoken = (seconds) =>
  seconds < 1 ? `${Math.max(1, Math.round(1000 * seconds))} ms` : `${seconds.toFixed(1)} s`;
