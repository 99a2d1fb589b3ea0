// The camera, only when the reader asks for it, and off again at a press, a page's end or a hidden tab.

import { say } from "./speech.js";

const WANTED = { video: { width: { ideal: 320 }, height: { ideal: 240 } }, audio: false };

/**
 * Wire the panel's camera button until the figure is gone, as `signal` tells; `show(video)` takes each new frame
 * and drops those it is late for.
 */
export function addCamera(panel, signal, { show, complain }) {
  const button = panel.querySelector("button[data-camera]");
  if (!navigator.mediaDevices?.getUserMedia) {
    button.hidden = true;
    return;
  }
  let stream;

  async function start() {
    stream = await navigator.mediaDevices.getUserMedia(WANTED);
    const video = Object.assign(document.createElement("video"), {
      muted: true,
      playsInline: true,
    });
    video.srcObject = stream;
    await video.play();
    mark(true);
    video.requestVideoFrameCallback(function next() {
      if (!stream) return;
      if (!panel.isConnected) return stop();
      show(video);
      video.requestVideoFrameCallback(next);
    });
  }

  function stop() {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = undefined;
    mark(false);
  }

  function mark(on) {
    const words = button.querySelector("[data-said]");
    words.textContent = on ? words.dataset.stop : words.dataset.said;
  }

  button.addEventListener("click", () => {
    if (stream) return stop();
    start().catch((error) => {
      stop();
      complain(say("The camera is not to be had: {why}.", { why: error.message }));
    });
  });
  const hide = () => document.hidden && stream && stop();
  document.addEventListener("visibilitychange", hide, { signal });
}
