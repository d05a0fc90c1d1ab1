// The end of frame.js: brings the figure that the server wrote into the framed page to life, and
// tells the page around how high it is. It speaks to that page and never listens to it.

const page = document.querySelector("main");
const secret = location.hash.split("secret=")[1];

const tell = (message) => {
  if (parent !== window) parent.postMessage(message, "*");
};

const tellHeight = () => {
  const value = Math.ceil(page.getBoundingClientRect().height);
  tell({ type: "accord:height", v: 1, value });
  // WordPress' own words, and its proof of which frame speaks.
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
    // The server writes the page anew: without what was taken back.
    mount(at, page.dataset.kind, read, () => page.replaceChildren(at), () => location.reload());
  })
  .catch(() => {
    // The number that the server wrote is still there.
  });
