// The button that prints a paper.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
