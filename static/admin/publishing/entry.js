// Order of children by dragging and by arrow keys. Without this script the place is a number to type.
(() => {
  "use strict";

  const rows = (group) => [...group.querySelectorAll(":scope > fieldset > .inline-related:not(.empty-form)")];

  const number = (group) => rows(group).forEach((row, place) => {
    const input = row.querySelector("input.position");
    if (input) input.value = place + 1;
    const label = row.querySelector(".inline_label");
    if (label) label.textContent = `#${place + 1}`;
  });

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
    const place = row.querySelector(".place");
    if (!place || place.querySelector("button")) return;
    const { up, down } = row.closest(".children").dataset;
    place.append(button(row, -1, "↑", up), button(row, 1, "↓", down));
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
    place.prepend(grip);
    row.addEventListener("dragover", (event) => {
      const dragged = row.closest(".children").querySelector(".dragged");
      if (!dragged || dragged === row) return;
      event.preventDefault();
      const middle = row.getBoundingClientRect().top + row.offsetHeight / 2;
      if (event.clientY < middle) row.before(dragged); else row.after(dragged);
      number(row.closest(".children"));
    });
  };

  // The editor stands in for its textarea: it needs the name and the language that the textarea has.
  document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
    const written = editor.view.dom;
    const label = textarea.labels[0];
    written.lang = textarea.lang;
    if (!label) return;
    written.setAttribute("aria-label", label.textContent.replace(/:$/, ""));
    label.addEventListener("click", () => editor.commands.focus());
  });

  const start = () => {
    document.querySelectorAll(".children .inline-related:not(.empty-form)").forEach(makeMovable);
    document.addEventListener("formset:added", (event) => {
      makeMovable(event.target);
      number(event.target.closest(".children"));
    });
    document.addEventListener("formset:removed", () => document.querySelectorAll(".children").forEach(number));
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
