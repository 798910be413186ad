"use strict";
// One tick in the head ticks all rows.
document.querySelectorAll("[data-tick-all]").forEach((head) => {
  const rows = () => head.closest("table").querySelectorAll("tbody input[type=checkbox]");
  head.addEventListener("change", () => rows().forEach((box) => { box.checked = head.checked; }));
});
