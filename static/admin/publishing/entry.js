// Order of children by dragging and by arrow keys, and what their bare rows leave out. Without this script rows are plain
// controls: a place is a number to type, a partner is changed by removing its row.
(() => {
  "use strict";

  const rows = (group) => [...group.querySelectorAll(":scope > fieldset > .inline-related:not(.empty-form)")];

  const place = (row) => row.querySelector("input[name$=-position]");

  const name = (group) => rows(group).forEach((row, index) => {
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", `${group.dataset.row} ${index + 1}`);
  });

  const number = (group) => {
    rows(group).forEach((row, index) => { if (place(row)) place(row).value = index + 1; });
    name(group);
  };

  // A refused form comes back in the order in which its rows were made, with the places that they had been given.
  const sort = (group) => {
    const sorted = rows(group).filter(place).sort((one, other) => place(one).value - place(other).value);
    sorted.reverse().forEach((row, index, all) => all[index - 1]?.before(row));
  };

  const move = (row, step) => {
    const group = row.closest(".children");
    const all = rows(group);
    const other = all[all.indexOf(row) + step];
    if (!other) return;
    if (step < 0) other.before(row); else other.after(row);
    number(group);
  };

  const button = (row, step, sign, label) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = sign;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", () => { move(row, step); made.focus(); });
    made.addEventListener("keydown", (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!by) return;
      event.preventDefault();
      move(row, by);
      made.focus();
    });
    return made;
  };

  const makeMovable = (row) => {
    if (!place(row) || place(row).disabled) return;
    const { up, down } = row.closest(".children").dataset;
    place(row).parentElement.after(button(row, -1, "↑", up), button(row, 1, "↓", down));
    const grip = document.createElement("span");
    grip.className = "grip";
    grip.textContent = "⠿";
    grip.draggable = true;
    grip.addEventListener("dragstart", (event) => {
      row.classList.add("dragged");
      event.dataTransfer.setDragImage(row, 0, 0);
      event.dataTransfer.effectAllowed = "move";
    });
    grip.addEventListener("dragend", () => row.classList.remove("dragged"));
    row.firstElementChild.after(grip); // the first one is where Django's script puts “remove”
    row.addEventListener("dragover", (event) => {
      const dragged = row.closest(".children").querySelector(".dragged");
      if (!dragged || dragged === row) return;
      event.preventDefault();
      const middle = row.getBoundingClientRect().top + row.offsetHeight / 2;
      if (event.clientY < middle) row.before(dragged); else row.after(dragged);
      number(row.closest(".children"));
    });
  };

  // What Django's script for rows goes by.
  const mark = (group) => group.querySelectorAll(":scope > fieldset > div:not(.empty-form)").forEach((row, index) => {
    row.id = group.id.replace("group", index);
    row.classList.add("inline-related");
    row.classList.toggle("has_original", row.querySelector("input[name$=-id]").value !== "");
  });

  // The row that is copied for new ones has all that it takes to pick an entry: the other rows get it from there.
  const makePickers = (row) => {
    const models = row.parentElement.querySelectorAll(":scope > .empty-form select.admin-autocomplete");
    for (const model of models) {
      const made = model.closest(".own").cloneNode(true);
      for (const node of made.querySelectorAll("[id], [for], [name]")) {
        for (const { name, value } of node.attributes) node.setAttribute(name, value.replace("__prefix__", row.id.split("-").at(-1)));
      }
      const select = made.querySelector("select");
      const bare = row.querySelector(`select[name="${select.name}"]`);
      select.replaceChildren(...bare.children);
      (bare.closest(".own") ?? bare.parentElement).replaceWith(made);
    }
  };

  // Whoever leaves with words that are saved nowhere is asked first.
  const guard = (form) => {
    let isSaved = !document.querySelector(".errornote, .stale");
    const touch = () => { isSaved = false; };
    for (const name of ["input", "change", "drop", "formset:added", "formset:removed"]) form.addEventListener(name, touch);
    form.addEventListener("click", (event) => { if (event.target.matches(".children button[type=button]")) touch(); });
    form.addEventListener("submit", () => { isSaved = true; });
    window.addEventListener("beforeunload", (event) => { if (!isSaved) event.preventDefault(); });
    return touch;
  };
  let touched = () => {};

  // What is picked stands in a box of its own, which has to be called like the list behind it, empty or not.
  const namePickers = (row) => row.querySelectorAll(".own .select2-selection").forEach((box) => {
    const label = box.closest(".own").querySelector("label");
    const picked = box.querySelector(".select2-selection__rendered");
    label.id = `${label.htmlFor}_label`;
    box.setAttribute("aria-labelledby", `${label.id} ${picked.id}`);
    picked.setAttribute("aria-labelledby", label.id);
  });

  // The editor stands in for its textarea: it needs the name and the language that the textarea has.
  document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
    const written = editor.view.dom;
    const label = textarea.labels[0];
    written.lang = textarea.lang;
    editor.on("update", () => touched());
    if (!label) return;
    written.setAttribute("aria-label", label.textContent.replace(/:$/, ""));
    label.addEventListener("click", () => editor.commands.focus());
  });

  // Beside each public page there is its draft.
  const addPreviews = (list) => {
    const known = [...document.querySelectorAll(".where td > a")].map((page) => {
      const link = page.cloneNode(true);
      link.setAttribute("href", list.dataset.preview + page.getAttribute("href"));
      return link;
    });
    list.querySelector("p").prepend(...known.flatMap((link) => [link, " "]));
    list.hidden = false;
  };

  const start = () => {
    const form = document.querySelector(".change-form #content-main > form");
    if (form) touched = guard(form);
    document.querySelectorAll(".children").forEach((group) => {
      mark(group);
      sort(group);
      rows(group).forEach(makePickers);
      rows(group).forEach(makeMovable);
      name(group);
    });
    window.django.jQuery(() => namePickers(document)); // after Django's own script has made the boxes
    document.querySelectorAll(".where [data-preview]").forEach(addPreviews);
    document.addEventListener("formset:added", (event) => {
      makeMovable(event.target);
      namePickers(event.target);
      number(event.target.closest(".children"));
    });
    document.addEventListener("formset:removed", () => document.querySelectorAll(".children").forEach(number));
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
