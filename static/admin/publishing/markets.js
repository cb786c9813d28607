// Suggests countries and areas while their names are typed. Without this script the names are just typed.
(() => {
  "use strict";

  const SUGGEST = "/admin/markets/suggest/";
  let list = null;
  let current = null;

  const close = () => { if (list) list.remove(); list = null; current = null; };

  const parts = (input) => (input.dataset.markets === "one" ? [input.value] : input.value.split(/[,;،、]/));

  const choose = (input, name) => {
    const kept = parts(input).slice(0, -1).map((part) => part.trim()).filter(Boolean);
    input.value = [...kept, name].join(", ") + (input.dataset.markets === "one" ? "" : ", ");
    const only = input.closest(".markets")?.querySelector("input[value=only]");
    if (only) only.checked = true;
    close();
    input.focus();
  };

  const show = (input, results) => {
    close();
    if (!results.length) return;
    list = document.createElement("ul");
    list.className = "suggestions";
    list.setAttribute("role", "listbox");
    results.forEach(({ name }) => {
      const item = document.createElement("li");
      item.setAttribute("role", "option");
      item.textContent = name;
      item.addEventListener("mousedown", (event) => { event.preventDefault(); choose(input, name); });
      list.append(item);
    });
    input.parentElement.classList.add("with-suggestions");
    input.after(list);
  };

  const suggest = async (input) => {
    const query = parts(input).at(-1).trim();
    if (!query) return close();
    const answer = await fetch(`${SUGGEST}?q=${encodeURIComponent(query)}`);
    if (answer.ok && query === parts(input).at(-1).trim()) show(input, (await answer.json()).results);
  };

  const step = (by) => {
    const items = [...list.children];
    const place = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    items.forEach((item) => item.removeAttribute("aria-selected"));
    current = items[(place + by + items.length) % items.length];
    current.setAttribute("aria-selected", "true");
  };

  document.addEventListener("input", (event) => {
    if (event.target.matches("input[data-markets]")) suggest(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (!list || !event.target.matches("input[data-markets]")) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); step(event.key === "ArrowDown" ? 1 : -1); }
    if (event.key === "Enter" && current) { event.preventDefault(); choose(event.target, current.textContent); }
    if (event.key === "Escape") close();
  });
  document.addEventListener("focusout", (event) => { if (event.target.matches("input[data-markets]")) close(); });
})();
