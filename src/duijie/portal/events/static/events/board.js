"use strict";
// Dragging on the board. Choosing card and cell by click or key needs none of this: those are links and buttons.
(() => {
  let dragged = null;
  let verdicts = null;

  const board = () => document.getElementById("board");
  const say = (words) => { document.getElementById("board-said").textContent = words; };
  const cells = () => board().querySelectorAll(".ev-cell");
  const verdict = (cell) => (verdicts ? verdicts[`${cell.dataset.slot}-${cell.dataset.table}`] : null);

  const mark = () => cells().forEach((cell) => {
    const told = verdict(cell);
    if (!told || cell.querySelector(".ev-card")) return;
    cell.classList.toggle("ev-cell-yes", told.legal);
    cell.classList.toggle("ev-cell-no", !told.legal);
  });
  const clear = () => {
    cells().forEach((cell) => cell.classList.remove("ev-cell-over", ...(board().classList.contains("ev-picking") ? [] : ["ev-cell-yes", "ev-cell-no"])));
    board().classList.remove("ev-dragging");
  };

  document.addEventListener("dragstart", (event) => {
    const card = event.target.closest?.(".ev-card[draggable=true]");
    if (!card) return;
    dragged = { meeting: card.dataset.meeting, seen: card.dataset.seen };
    verdicts = null;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.dataset.meeting);
    const place = board();
    place.classList.add("ev-dragging");
    const asked = new URLSearchParams({ meeting: dragged.meeting, first: place.dataset.first, page: place.dataset.page });
    const wanted = dragged;
    fetch(`${place.dataset.verdicts}?${asked}`, { headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : null))
      .then((told) => { if (dragged === wanted) { verdicts = told; mark(); } });
  });

  document.addEventListener("dragover", (event) => {
    if (!dragged) return;
    const target = event.target.closest?.(".ev-cell, [data-tray]");
    if (!target) return;
    event.preventDefault();
    if (target.classList.contains("ev-cell-over")) return;
    board().querySelectorAll(".ev-cell-over").forEach((cell) => cell.classList.remove("ev-cell-over"));
    target.classList.add("ev-cell-over");
    const told = target.matches(".ev-cell") ? verdict(target) : null;
    if (told) say(told.legal ? `${board().dataset.free} · ${board().dataset.cost} ${told.before} → ${told.after}` : told.said);
  });

  document.addEventListener("drop", (event) => {
    const target = event.target.closest?.(".ev-cell, [data-tray]");
    if (!dragged || !target) return;
    event.preventDefault();
    const place = board();
    // The server decides: what the screen knows may be old.
    const values = {
      ...dragged, slot: target.dataset.slot || "", table: target.dataset.table || "",
      first: place.dataset.first, page: place.dataset.page, q: place.dataset.words,
    };
    dragged = null;
    window.htmx.ajax("POST", place.dataset.move, { source: place, target: "#board", swap: "outerHTML", values });
  });

  document.addEventListener("dragend", () => { dragged = null; verdicts = null; clear(); });
})();
