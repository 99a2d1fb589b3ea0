// The site without a network: the service worker. The build writes `const site = {…}` above these lines (see
// hooks/offline.py): `pages` gives the SHA-256 of every file that reading takes, by its address below the
// site's root; `runtime` that of what Python takes, `common` to all its ways of starting and of each alone.
//
// A file is kept under its address and its hash. So a newer version fetches only what has changed, and both
// lie side by side until the reader takes the newer one.

const root = new URL("./", self.location);
const NAME = `One Filter at ${root.pathname}`; // an origin may hold other sites, and other caches
const AT_ONCE = 3; // downloads, and as many places left for what a page asks for
const files = Object.assign({}, site.pages, ...Object.values(site.runtime));

const addressOf = (path) => new URL(path, root).href;
const keyOf = (path, hash) => `${addressOf(path)}?sha256=${hash}`;
const markOf = (kind) => addressOf(`runtime/?kept=${kind}`);

self.addEventListener("install", (event) => {
  if (site.preview) self.skipWaiting();
  event.waitUntil(install());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers().finally(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  const { use, keep } = event.data;
  if (use) self.skipWaiting();
  else event.waitUntil(tell(keep));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = pathOf(request.url);
  if (request.method !== "GET" || path === undefined) return;
  if (path in files || request.mode === "navigate") event.respondWith(answer(request, path));
});

/** Where an address lies below the root; undefined outside. Queries are for the page's scripts. */
function pathOf(address) {
  const { origin, pathname } = new URL(address);
  if (origin !== root.origin || !pathname.startsWith(root.pathname)) return undefined;
  return pathname.slice(root.pathname.length).replace(/(^|\/)index\.html$/, "$1");
}

/** All pages, and the runtime of whoever had one: a newer version can do what the last one could. */
async function install() {
  await fill(site.pages);
  for (const kind of await keptKinds()) await keepRuntime(kind).catch(() => forget(kind));
}

async function answer(request, path) {
  try {
    // Whoever is writing the site wants to see what was written last.
    return (site.preview ? undefined : await kept(path)) ?? (await fetch(request));
  } catch (error) {
    const instead =
      (await kept(path)) ?? (request.mode === "navigate" && (await elsewhere(request)));
    if (!instead) throw error;
    return instead;
  }
}

/** A page that was asked for by another name, or the one that says that there is no such page. */
async function elsewhere({ url }) {
  const { search } = new URL(url);
  const path = `${pathOf(url)}/`;
  if (path in files) return Response.redirect(addressOf(path) + search);
  const lost = await kept("404.html");
  return lost && new Response(lost.body, { status: 404, headers: lost.headers });
}

/** What is kept of `path`, if anything: storage may be denied, or have been emptied. */
async function kept(path) {
  try {
    const cache = await caches.open(NAME);
    return await cache.match(keyOf(path, files[path]));
  } catch {
    return undefined;
  }
}

const addressesIn = async (cache) => new Set((await cache.keys()).map(({ url }) => url));

/** Keep `wanted`, hashes by path, as far as it is not there yet. */
async function fill(wanted) {
  const cache = await caches.open(NAME);
  const here = await addressesIn(cache);
  const missing = Object.keys(wanted).filter((path) => !here.has(keyOf(path, wanted[path])));
  const work = async () => {
    for (let path = missing.pop(); path !== undefined; path = missing.pop()) {
      const response = await bring(path, wanted[path]).catch((error) => {
        missing.length = 0; // one that fails is enough
        throw error;
      });
      await cache.put(keyOf(path, wanted[path]), response);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Download a file, and see that it is the one that was built. */
async function bring(path, hash) {
  // What the page has just downloaded need not come again, unless it is another version's.
  for (const cache of ["force-cache", "reload"]) {
    const response = await fetch(addressOf(path), { cache, priority: "low" });
    const bytes = await response.arrayBuffer();
    if (!response.ok || (await sha256(bytes)) !== hash) continue;
    return new Response(bytes, {
      headers: { "content-type": response.headers.get("content-type") ?? "" },
    });
  }
  throw Object.assign(new Error(`${path} is not what was built`), { problem: { path } });
}

async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Keep what a Python takes that starts from `kind`. */
async function keepRuntime(kind) {
  await fill({ ...site.runtime.common, ...site.runtime[kind] });
  const cache = await caches.open(NAME);
  await cache.put(markOf(kind), new Response());
}

async function keptKinds() {
  const here = await addressesIn(await caches.open(NAME));
  return Object.keys(site.runtime).filter((kind) => here.has(markOf(kind)));
}

async function forget(kind) {
  const cache = await caches.open(NAME);
  await cache.delete(markOf(kind));
}

/** Drop what only an earlier version needs. */
async function forgetOthers() {
  const cache = await caches.open(NAME);
  const wanted = new Set([
    ...Object.entries(files).map(([path, hash]) => keyOf(path, hash)),
    ...Object.keys(site.runtime).map(markOf),
  ]);
  const gone = (await cache.keys()).filter(({ url }) => !wanted.has(url));
  await Promise.all(gone.map((request) => cache.delete(request)));
}

let telling = Promise.resolve();

/** Keep what `kind` takes, if a page names one, and tell all pages what is kept; one at a time. */
function tell(kind) {
  telling = telling.then(async () => {
    const problem = await complete(kind).catch(named);
    const starts = await keptKinds().catch(() => []);
    const clients = await self.clients.matchAll({ includeUncontrolled: true });
    for (const client of clients) client.postMessage({ starts, problem });
  });
  return telling;
}

/** What went wrong, for a page to put into words: the `path` of a file that is not whole, or that storage is `full`. */
const named = ({ name, problem }) => problem ?? { full: name === "QuotaExceededError" };

/** Bring back what has been lost, and bring what is wanted for the first time. */
async function complete(kind) {
  await fill(site.pages);
  if (kind in site.runtime) await keepRuntime(kind);
}
