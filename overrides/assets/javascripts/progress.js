// How far the reader is with the exercises: kept in this browser, and carried to others in a file.

import { say } from "./speech.js";

const site = new URL("../../", import.meta.url).pathname;
const KEY = `${site}#exercises`;
const ANSWERS = `${site}exercises/`; // where the editors' own keys for exercises begin

const FORMAT = "one-filter progress";
const VERSION = 1;
const LARGEST = 2_000_000; // bytes of a file that may be read
const DRAFT = /^([a-z0-9-]+)\/#code:/; // what follows ANSWERS where the reader's own code is kept
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;

const NOTHING = { tries: 0, solved: false, code: "" };

let visit = {}; // what a browser that stores nothing knows until it leaves the page

/** What the reader has done of the exercise `name`: `tries`, whether `solved`, the `code` last checked. */
export const progressOf = (name) => all()[name] ?? NOTHING;

/** Note one more try. */
export function noteTry(name, solved, code) {
  const before = progressOf(name);
  note(name, { tries: before.tries + 1, solved: solved || before.solved, code });
}

/** Forget the answer to an exercise, but not that it was solved. */
export function forgetAnswer(name) {
  if (progressOf(name).code) note(name, { ...progressOf(name), code: "" });
}

/** Forget everything, answers in editors included. */
export function forgetAll() {
  visit = {};
  for (const key of [...keysOf(KEY), ...keysOf(ANSWERS)]) localStorage.removeItem(key);
}

/** What this browser keeps under keys that begin so; nothing, where it keeps nothing. */
function keysOf(beginning) {
  try {
    const keys = Array.from({ length: localStorage.length }, (_, at) => localStorage.key(at));
    return keys.filter((key) => key.startsWith(beginning));
  } catch {
    return [];
  }
}

/** Whether this browser keeps anything. */
export function isKept() {
  try {
    localStorage.setItem(`${KEY}?`, "");
    localStorage.removeItem(`${KEY}?`);
    return true;
  } catch {
    return false;
  }
}

/** All progress, as the text of a file; an answer that stands in its editor, unchecked, comes along. */
export const written = () =>
  `${JSON.stringify({ format: FORMAT, version: VERSION, exercises: withDrafts(all()) }, null, 1)}\n`;

function withDrafts(progress) {
  for (const key of keysOf(ANSWERS)) {
    const name = DRAFT.exec(key.slice(ANSWERS.length))?.[1];
    const code = name && draft(key);
    if (code) progress[name] = { ...(progress[name] ?? NOTHING), code };
  }
  return progress;
}

/** The code that an editor keeps under a key. */
function draft(key) {
  try {
    return String(JSON.parse(localStorage.getItem(key)).code);
  } catch {
    return "";
  }
}

/** Take in a file; nothing that is here is lost. An error says, in plain words, what is wrong with it. */
export async function takeIn(file) {
  if (file.size > LARGEST) throw new Error(say("This file is too large to be saved progress."));
  const theirs = understood(await file.text());
  const ours = all();
  for (const [name, entry] of Object.entries(theirs)) ours[name] = merged(ours[name], entry);
  keep(ours);
  return Object.keys(theirs).length;
}

function merged(ours = NOTHING, theirs) {
  const isWorse = ours.code && ours.solved && !theirs.solved;
  return {
    tries: Math.max(ours.tries, theirs.tries),
    solved: ours.solved || theirs.solved,
    code: isWorse ? ours.code : theirs.code || ours.code,
  };
}

function understood(text) {
  const file = parsed(text);
  if (file?.format !== FORMAT)
    throw new Error(say("This file is not saved progress of One Filter."));
  if (file.version !== VERSION) {
    const about = { theirs: file.version, ours: VERSION };
    throw new Error(say("This file is of version {theirs}, and this page reads {ours}.", about));
  }
  const entries = Object.entries(file.exercises ?? {});
  const bad = entries.find(([name, entry]) => !NAME.test(name) || !isEntry(entry));
  if (bad) {
    const about = { name: bad[0] };
    throw new Error(say("This file is damaged: “{name}” in it is not understood.", about));
  }
  return Object.fromEntries(entries);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(say("This file is not JSON, so it cannot be saved progress."));
  }
}

function isEntry(entry) {
  const { tries, solved, code } = entry ?? {};
  const isCount = Number.isSafeInteger(tries) && tries >= 0;
  return isCount && typeof solved === "boolean" && typeof code === "string";
}

function note(name, entry) {
  keep({ ...all(), [name]: entry });
}

function all() {
  try {
    const entries = Object.entries(JSON.parse(localStorage.getItem(KEY)) ?? visit);
    return Object.fromEntries(entries.filter(([, entry]) => isEntry(entry)));
  } catch {
    return { ...visit };
  }
}

function keep(progress) {
  visit = progress;
  try {
    localStorage.setItem(KEY, JSON.stringify(progress));
  } catch {
    // The visit still knows.
  }
}
