// Runs before anything else: where a browser lets pages keep nothing, whoever asks for storage gets one that
// is empty and takes nothing, instead of an error that would end the theme, or PyScript.
for (const name of ["localStorage", "sessionStorage"]) {
  try {
    window[name].getItem("");
  } catch {
    const refuse = () => {
      throw new DOMException("nothing is kept", "QuotaExceededError");
    };
    const empty = { length: 0, key: () => null, getItem: () => null };
    const value = { ...empty, setItem: refuse, removeItem() {}, clear() {} };
    Object.defineProperty(window, name, { value });
    // A database that never opens: PyScript asks for one, which nobody here uses.
    const indexedDB = { open: () => ({}) };
    Object.defineProperty(window, "indexedDB", { value: indexedDB, configurable: true });
  }
}
