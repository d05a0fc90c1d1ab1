// The end of accord.js: the tags that partners paste. A guest on the page: it reads its attributes, trusts
// only the server its script came from, touches nothing else, and fails quietly, leaving the partner's own
// text inside the tag in view.

// The room reserved for each, in em, as in a column of 480 px; Arabic takes a third more.
const HEIGHTS = { fund: 25, members: 27, donors: 19, updates: 37, calls: 40, clock: 20 };

let sheet;
const styles = () =>
  (sheet ??= fetchPinned("accord.css")
    .then((file) => file.text())
    .then((text) => new CSSStyleSheet().replace(text)));

const watch = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) if (isIntersecting) target.show();
  },
);

const tag = (kind) =>
  class extends HTMLElement {
    static observedAttributes = ["lang", "theme", "fund", "country", "category", "currency", "as-of"];
    #shadow;
    #latest;
    #figures = new Set();
    #shown = false;

    connectedCallback() {
      try {
        this.#shadow ??= this.attachShadow({ mode: "open" });
        this.#fallBack(HEIGHTS[kind] * (this.#setting("lang").startsWith("ar") ? 1.33 : 1) + "em");
        watch.observe(this);
      } catch {
        // The light DOM is still there.
      }
    }

    disconnectedCallback() {
      watch.unobserve(this);
      this.#shown = false;
      this.#latest = undefined;
      this.#remove([...this.#figures]);
    }

    attributeChangedCallback() {
      try {
        if (this.#latest) this.#mount();
      } catch {
        // The old figure is still there.
      }
    }

    async show() {
      watch.unobserve(this);
      if (this.#shown) return;
      this.#shown = true;
      try {
        const [sheet] = await Promise.all([styles(), start()]);
        if (!this.#shown) return;
        this.#shadow.adoptedStyleSheets = [this.#shadow.adoptedStyleSheets[0], sheet];
        this.#mount();
      } catch {
        this.#fallBack("auto");
      }
    }

    // The old figure stays until the new one can be shown; of several new ones, the latest counts.
    #mount() {
      const at = document.createElement("div");
      const old = [...this.#figures];
      this.#latest = at;
      const ready = () => {
        if (this.#latest !== at) return;
        this.#shadow.replaceChildren(at);
        this.#remove(old);
      };
      const gone = () => {
        if (this.#latest === at) this.#fallBack("auto");
      };
      this.#figures.add(mount(at, kind, (name) => this.#setting(name), ready, gone));
    }

    #remove(figures) {
      for (const figure of figures) if (this.#figures.delete(figure)) figure.remove();
    }

    // Shows the partner's own text, in the room reserved for the figure.
    #fallBack(height) {
      const room = new CSSStyleSheet();
      room.replaceSync(`:host{display:block!important;min-block-size:${height}}`);
      // The figure's own sheet stays, in case the figure returns.
      this.#shadow.adoptedStyleSheets = [room, ...this.#shadow.adoptedStyleSheets.slice(1)];
      this.#shadow.replaceChildren(document.createElement("slot"));
    }

    #setting(name) {
      const from = name === "lang" ? this.closest("[lang]") : this;
      return from?.getAttribute(name) ?? "";
    }
  };

for (const kind of Object.keys(HEIGHTS)) {
  if (!customElements.get(`accord-${kind}`)) customElements.define(`accord-${kind}`, tag(kind));
}
