// Speeds up the page that writes snippets: a choice applies at once, and a button copies. Without this script the form
// has a submit button, and the text can be selected.

const form = document.querySelector("form");
const status = document.querySelector("#status");

const prepare = () => {
  for (const button of document.querySelectorAll("button[hidden]")) button.hidden = false;
};

document.addEventListener("click", async ({ target }) => {
  const { copied } = target.dataset;
  if (!copied) return;
  const text = target.previousElementSibling;
  text.select();
  try {
    await navigator.clipboard.writeText(text.value);
  } catch {
    // Some browsers refuse, and all do outside https. The older way needs no permission.
    if (!document.execCommand("copy")) return;
  }
  // Emptied first, so that a screen reader announces a second copy too.
  status.textContent = "";
  requestAnimationFrame(() => (status.textContent = copied));
});

let latest;
form.addEventListener("change", async () => {
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  latest = address;
  try {
    const response = await fetch(address);
    if (!response.ok) throw new Error(response.statusText);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    // Only the latest of several quick choices counts.
    if (latest !== address) return;
    for (const part of ["#result", "nav"]) document.querySelector(part).replaceWith(page.querySelector(part));
    history.replaceState(null, "", address);
    prepare();
  } catch {
    form.submit();
  }
});

prepare();
