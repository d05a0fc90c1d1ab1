// The end of frame.js: makes the figure in the framed page live, and tells the page around it how high it is.
// It sends messages to that page and never reads any.

const page = document.querySelector("main");
const secret = location.hash.split("secret=")[1];

const tell = (message) => {
  if (parent !== window) parent.postMessage(message, "*");
};

const tellHeight = () => {
  const value = Math.ceil(page.getBoundingClientRect().height);
  tell({ type: "accord:height", v: 1, value });
  // WordPress' own message, with its proof of the frame's identity.
  if (secret) tell({ message: "height", value, secret });
};

new ResizeObserver(tellHeight).observe(page);

page.addEventListener("click", ({ target }) => {
  const link = target.closest?.("a");
  if (secret && link) tell({ message: "link", value: link.href, secret });
});

start()
  .then(() => {
    const at = document.createElement("div");
    const read = (name) => page.getAttribute(`data-${name}`) ?? "";
    // The server writes the page again, without the retracted figure.
    mount(at, page.dataset.kind, read, () => page.replaceChildren(at), () => location.reload());
  })
  .catch(() => {
    // The number from the server is still there.
  });
