// The entry page while one types: from cell to cell by keyboard, points and totals from the server, a warning before
// anything typed would be lost. No arithmetic here: the rule is written once, on the server. Without this script the page
// works the same, and shows the points after saving.
"use strict";
(() => {
  const form = document.getElementById("sheet-form");
  if (!form) return;
  const saved = form.querySelector("[data-saved]");
  const place = `sheet-place:${location.pathname}`;
  let unsaved = false, sending = false, timer = 0, asked = 0;

  const isVisible = (cell) => cell.offsetParent !== null && !cell.disabled && !cell.matches(":disabled");
  // A group of radio buttons is one cell: the chosen one, else its first.
  function cells() {
    return [...form.querySelectorAll("[data-cell], .leaf.below [data-reason]")].filter((cell) => {
      if (!isVisible(cell)) return false;
      if (cell.type !== "radio") return true;
      const group = [...form.querySelectorAll(`input[name="${CSS.escape(cell.name)}"]`)];
      return cell === (group.find((each) => each.checked) || group[0]);
    });
  }
  function inOrder(from, step, only) {
    const all = cells().filter((cell) => cell === from || !only || only(cell));
    let at = all.indexOf(from);
    if (at < 0 && from.type === "radio") at = all.findIndex((cell) => cell.name === from.name);
    return all[at + step];
  }
  function go(cell) {
    if (!cell) return;
    cell.focus();
    if (cell.select && cell.type !== "radio") cell.select();
  }

  form.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!cell.matches("[data-cell]")) return;
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      go(inOrder(cell, event.shiftKey ? -1 : 1));
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && cell.matches(".number")) {
      event.preventDefault();
      const column = (each) => each.matches(".number") && each.dataset.cell === cell.dataset.cell;
      go(inOrder(cell, event.key === "ArrowDown" ? 1 : -1, column));
    }
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      if (form.querySelector(".savebar button")) form.requestSubmit();
    }
  });

  const text = (selector, value) => {
    const found = form.querySelector(selector);
    if (found && found.textContent !== value) found.textContent = value;
  };
  function show(answer) {
    for (const leaf of form.querySelectorAll("[data-leaf]")) {
      const key = leaf.dataset.leaf, now = answer.leaves[key];
      if (!now) continue;
      leaf.querySelector("[data-points]").textContent = now.points;
      leaf.querySelector("[data-working]").textContent = now.working;
      leaf.classList.toggle("unmarked", now.unmarked);
      leaf.classList.toggle("below", now.below);
      for (const fault of leaf.querySelectorAll("[data-fault]")) {
        const field = fault.dataset.fault.slice(key.length + 1);
        const waits = ["reason", "explanation", "not_applicable_reason"].includes(field);
        const says = now.faults[field] || "";
        fault.textContent = says;
        const input = document.getElementById(fault.dataset.fault);
        if (input) says ? input.setAttribute("aria-invalid", "true") : input.removeAttribute("aria-invalid");
        if (says && waits) leaf.querySelector("details").open = true;
      }
      const reason = leaf.querySelector("[data-reason]");
      if (now.below && reason && !reason.value.trim()) leaf.querySelector("details").open = true;
    }
    for (const [code, area] of Object.entries(answer.areas)) {
      text(`[data-area="${CSS.escape(code)}"]`, area.points);
      text(`[data-area-done="${CSS.escape(code)}"]`, String(area.done));
    }
    text("[data-total]", answer.total);
    text("[data-index]", answer.index);
    text("[data-done]", String(answer.done));
  }
  async function compute() {
    const mine = ++asked;
    try {
      const answer = await fetch(form.dataset.compute, { method: "POST", body: new FormData(form) });
      if (!answer.ok) throw new Error(answer.status);
      const found = await answer.json();
      if (mine === asked) {
        show(found);
        saved.textContent = form.dataset.unsaved;
      }
    } catch {
      if (mine === asked && !sending) saved.textContent = form.dataset.failed;
    }
  }
  form.addEventListener("input", () => {
    unsaved = true;
    saved.textContent = form.dataset.unsaved;
    saved.classList.add("unsaved");
    if (!form.dataset.compute) return;
    clearTimeout(timer);
    timer = setTimeout(compute, 300);
  });

  const next = form.querySelector("[data-next]");
  if (next) {
    next.addEventListener("click", (event) => {
      const all = [...form.querySelectorAll(".leaf.unmarked")];
      const here = document.activeElement.closest(".leaf") || last;
      const after = all.find((leaf) => !here || here.compareDocumentPosition(leaf) & Node.DOCUMENT_POSITION_FOLLOWING);
      const leaf = after || all[0];
      const cell = leaf && leaf.querySelector('[data-cell="measure"]');
      if (!cell) return;
      event.preventDefault();
      go(cell);
    });
  }
  let last = null;
  form.addEventListener("focusin", (event) => {
    last = event.target.closest(".leaf") || last;
  });

  // A save comes back to where one was.
  form.addEventListener("submit", () => {
    sending = true;
    unsaved = false;
    if (document.activeElement && document.activeElement.id) sessionStorage.setItem(place, document.activeElement.id);
  });
  const back = sessionStorage.getItem(place);
  sessionStorage.removeItem(place);
  const faults = document.getElementById("loi");
  if (faults) {
    unsaved = true;
    document.querySelector("#loi a")?.focus();
  } else if (back && !location.hash) {
    const cell = document.getElementById(back);
    if (cell) go(cell);
  }
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
})();
