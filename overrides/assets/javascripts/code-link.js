// A block's code as the ending of a link, and back: deflated, in base64 that addresses take.

const LONGEST = 100_000; // characters of code that a link may unfold to
const SLICE = 512; // bytes unfolded at a time, each to a thousand times as many at most

/** The ending of a link that brings `code` to the block `id`. */
export async function packed(id, code) {
  const stream = new Blob([code]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const safe = text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  return `code=${encodeURIComponent(id)}&text=${safe}`;
}

/** The block that an address's ending is for, and how to read its code; nothing for other endings. */
export function linked(hash) {
  const query = new URLSearchParams(hash.slice(1));
  const [id, text] = [query.get("code"), query.get("text")];
  return id && text ? { id, read: () => unpacked(text) } : undefined;
}

async function unpacked(text) {
  const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  const stream = slices(bytes).pipeThrough(new DecompressionStream("deflate-raw"));
  let code = "";
  for await (const part of pieces(stream.pipeThrough(new TextDecoderStream()))) {
    code += part;
    if (code.length > LONGEST) throw new Error("too long");
  }
  return code;
}

/** A little at a time: what a stream is given it unfolds before anyone can say stop. */
function slices(bytes) {
  let at = 0;
  return new ReadableStream({
    pull(stream) {
      if (at >= bytes.length) return stream.close();
      stream.enqueue(bytes.subarray(at, at + SLICE));
      at += SLICE;
    },
  });
}

/** A stream's pieces; not every browser can walk over one by itself. */
async function* pieces(stream) {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    // What is damaged has failed before: it need not be said twice.
    reader.cancel().catch(() => {});
  }
}
