// Nothing that differs from one build to the next may reach the memory that is frozen: no time of day,
// no chance. What a page needs of either is taken anew when it starts.
import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";

/** Stop the clocks and weight the dice of this process; another `moment` is another standstill. */
export function holdStill(moment) {
  Date.now = () => Date.UTC(2000, 0, moment);
  performance.now = () => moment;
  Math.random = () => moment / 64;
  crypto.randomFillSync = (view) => {
    new Uint8Array(view.buffer, view.byteOffset, view.byteLength).fill(moment);
    return view;
  };
  syncBuiltinESMExports(); // for those who import `randomFillSync` by name
}
