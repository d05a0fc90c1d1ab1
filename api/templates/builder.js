// The page that writes snippets, made quicker: a choice shows at once, and a button copies. Without this script the
// form has a button, and a text can be selected.

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
    // Not every browser lets a page do that, and none outside https: the older way needs no leave.
    if (!document.execCommand("copy")) return;
  }
  // Emptied first, so that a second copy is read out too.
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
    // Of several choices in a row, the last one counts.
    if (latest !== address) return;
    for (const part of ["#result", "nav"]) document.querySelector(part).replaceWith(page.querySelector(part));
    history.replaceState(null, "", address);
    prepare();
  } catch {
    form.submit();
  }
});

prepare();
