// Runs before every page's own scripts, and collects errors for the test.
(() => {
  const seen = [];
  Object.defineProperty(window, "complaints", { value: seen });
  const named = (target) => target && (target.src || target.href);
  addEventListener("error", (event) => seen.push(`error: ${event.message || named(event.target)}`), true);
  addEventListener("unhandledrejection", (event) => seen.push(`unhandled: ${event.reason}`));
  addEventListener("securitypolicyviolation", (event) =>
    seen.push(`policy: ${event.violatedDirective} ${event.blockedURI}`),
  );
})();
