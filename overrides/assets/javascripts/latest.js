// One job at a time, at most one an animation frame, and of those that wait only the sum.

/** Settles when the next frame is about to be painted; a page that nobody sees has no frames. */
export const nextFrame = () =>
  new Promise((resolve) =>
    document.hidden ? setTimeout(resolve) : requestAnimationFrame(resolve),
  );

/**
 * A function that takes jobs as they come and hands them to `run` when it is free; `merge` makes one
 * of a job that still waits and the next.
 */
export function latest(run, merge = (_, next) => next) {
  let waiting;
  let busy = false;

  async function work() {
    busy = true;
    while (waiting !== undefined) {
      const job = waiting;
      waiting = undefined;
      await run(job);
      await nextFrame();
    }
    busy = false;
  }

  return (job) => {
    waiting = waiting === undefined ? job : merge(waiting, job);
    if (!busy) work();
  };
}
