"use strict";
(() => {
  const editable = (element) => element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName);

  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !editable(event.target)) {
      const box = document.getElementById("search");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    }
    if (event.key === "Escape") closeMenus(null);
  });

  const closeMenus = (except) => {
    document.querySelectorAll("details.dj-menu[open], details.dj-more[open]").forEach((menu) => {
      if (menu !== except) menu.removeAttribute("open");
    });
  };
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details")));

  // A second click while the first is on its way changes nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    form.querySelectorAll("button:not([type=button])").forEach((button) => button.setAttribute("aria-disabled", "true"));
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
    });
  });

  // What would be lost is said before it is lost.
  document.addEventListener("submit", (event) => {
    const words = event.submitter?.dataset.confirm || event.target.dataset.confirm;
    if (words && !window.confirm(words)) { event.preventDefault(); event.stopImmediatePropagation(); }
  }, true);

  // A row opens its detail; links and buttons in it keep their own meaning.
  document.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-href]");
    if (!row || event.target.closest("a, button, input, label, select") || window.getSelection().toString()) return;
    window.location.href = row.dataset.href;
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    source.select();
    navigator.clipboard?.writeText(source.value).then(() => { button.textContent = button.dataset.copied; });
  });

  document.querySelectorAll("progress[data-value]").forEach((bar) => { bar.value = Number(bar.dataset.value); });
  const summary = document.querySelector(".dj-summary");
  if (summary) summary.focus();
})();
