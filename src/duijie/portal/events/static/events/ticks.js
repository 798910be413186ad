"use strict";
// One box ticks all of its list.
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-tick-all]")) return;
  event.target.closest("form").querySelectorAll("input[name=id]").forEach((box) => { box.checked = event.target.checked; });
});
