// The traces of attacks on the page, including every open shadow root.
const attacks = [];
const look = (root) => {
  for (const element of root.querySelectorAll("*")) {
    const isHandler = ({ name }) => name.startsWith("on") || name === "data-xss";
    const isScript = ({ name, value }) =>
      ["href", "src", "action", "data", "xlink:href"].includes(name) && /^\s*(javascript|vbscript|data:text)/i.test(value);
    const isAttack = (attribute) => isHandler(attribute) || isScript(attribute);
    if ([...element.attributes].some(isAttack)) attacks.push(element.outerHTML.slice(0, 300));
    if (element.shadowRoot) look(element.shadowRoot);
  }
};
look(document);
return attacks;
