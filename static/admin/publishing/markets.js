// Suggests countries and areas while their names are typed. Without this script the names are just typed.
(() => {
  "use strict";

  const SUGGEST = "/admin/markets/suggest/";
  let list = null;
  let current = null;

  const close = () => {
    if (!list) return;
    list.previousElementSibling.setAttribute("aria-expanded", "false");
    list.previousElementSibling.removeAttribute("aria-activedescendant");
    list.remove();
    list = null;
    current = null;
  };

  const parts = (input) => (input.dataset.markets === "one" ? [input.value] : input.value.split(/[,;،、]/));
  const asked = (input) => parts(input).at(-1).trim();
  // While the answer is under way the list is still for fewer letters: nothing is taken from it.
  const isFresh = (input) => list.dataset.asked === asked(input);

  const choose = (input, name) => {
    const everywhere = input.closest(".children")?.dataset.everywhere;
    const typed = parts(input).slice(0, -1).map((part) => part.trim());
    const kept = typed.filter((part) => part && part !== everywhere);
    input.value = [...kept, name].join(", ") + (input.dataset.markets === "one" ? "" : ", ");
    close();
    input.focus();
  };

  const show = (input, query, results) => {
    close();
    if (!results.length) return;
    list = document.createElement("ul");
    list.id = "market-suggestions";
    list.className = "suggestions";
    list.dataset.asked = query;
    list.setAttribute("role", "listbox");
    // Said of the input too, because the list may come to stand inside its label.
    const label = input.getAttribute("aria-label") ?? input.labels[0].textContent.trim();
    input.setAttribute("aria-label", label);
    list.setAttribute("aria-label", label);
    results.forEach(({ name }, place) => {
      const item = document.createElement("li");
      item.id = `market-suggestion-${place}`;
      item.setAttribute("role", "option");
      item.textContent = name;
      item.addEventListener("mousedown", (event) => { event.preventDefault(); choose(input, name); });
      list.append(item);
    });
    input.parentElement.classList.add("with-suggestions");
    input.after(list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "true");
  };

  const suggest = async (input) => {
    const query = asked(input);
    if (!query) return close();
    const answer = await fetch(`${SUGGEST}?q=${encodeURIComponent(query)}`);
    if (answer.ok && query === asked(input)) show(input, query, (await answer.json()).results);
  };

  const step = (input, by) => {
    const items = [...list.children];
    const place = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    items.forEach((item) => item.removeAttribute("aria-selected"));
    current = items[(place + by + items.length) % items.length];
    current.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", current.id);
  };

  // Whoever names a market does not mean everywhere; and who goes back to the names finds them again.
  const onlyOf = (input) => input.closest(".markets")?.querySelector("input[value=only]");
  const kept = new WeakMap();
  const decide = (choice) => {
    const input = choice.closest(".markets").querySelector("input[data-markets]");
    if (choice.value !== "only") kept.set(input, input.value);
    input.value = choice.value === "only" ? input.value || (kept.get(input) ?? "") : "";
  };

  document.addEventListener("input", (event) => {
    if (!event.target.matches("input[data-markets]")) return;
    const only = onlyOf(event.target);
    if (only && event.target.value.trim()) only.checked = true;
    suggest(event.target);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches(".markets input[type=radio]")) decide(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (!list || !event.target.matches("input[data-markets]")) return;
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by || event.key === "Enter") event.preventDefault();
    if (by && isFresh(event.target)) step(event.target, by);
    if (event.key === "Enter" && isFresh(event.target)) choose(event.target, (current ?? list.firstElementChild).textContent);
    if (event.key === "Escape") close();
  });
  document.addEventListener("focusout", (event) => { if (event.target.matches("input[data-markets]")) close(); });
})();
