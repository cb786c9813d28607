// A form's token ends with the login under which it was opened. Who has logged in since, in another tab, needs a fresh one:
// every page of the admin carries one, also that for logging in. Without this script the hub answers with a page that has it.
(() => {
  "use strict";

  const form = document.querySelector("form[data-fresh]");

  const freshToken = async () => {
    const answer = await fetch(form.getAttribute("data-fresh"), { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("[name=csrfmiddlewaretoken]")?.value;
  };

  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.submitter.disabled = true; // once, however often it is pressed
    const own = form.querySelector("[name=csrfmiddlewaretoken]");
    const fresh = await freshToken().catch(() => undefined);
    if (own && fresh) own.value = fresh;
    HTMLFormElement.prototype.submit.call(form); // a field may be named "submit"
  });
})();
