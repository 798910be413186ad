"use strict";
// The live page renews itself every 15 seconds while somebody looks at it, and at once when they come back to it.
(() => {
  const EVERY = 15000;
  let last = Date.now();
  const renew = () => {
    const place = document.querySelector("[data-floor]");
    if (!place || document.hidden || place.contains(document.activeElement)) return;
    last = Date.now();
    htmx.trigger(place, "refresh");
  };
  setInterval(renew, EVERY);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && Date.now() - last >= EVERY) renew(); });
})();
