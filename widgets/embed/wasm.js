// The beginning of accord.js and of frame.js, after wasm-bindgen's glue: fetches the WebAssembly once per page,
// and accepts only the file with the hash that belongs to this script.

const FILES = { "accord_bg.wasm": "{accord_bg.wasm}", "accord.css": "{accord.css}" };
const SERVER = new URL("../..", import.meta.url).href;

const fetchPinned = async (name) => {
  const options = { integrity: FILES[name], mode: "cors", credentials: "omit", referrerPolicy: "no-referrer" };
  const response = await fetch(new URL(name, import.meta.url), options);
  if (!response.ok) throw new Error(name);
  return response;
};

let started;
const start = () =>
  (started ??= WebAssembly.instantiateStreaming(fetchPinned("accord_bg.wasm"), __wbg_get_imports()).then(
    ({ instance, module }) => __wbg_finalize_init(instance, module),
  ));

// Calls `ready` once the figure can be shown, and `gone` once it no longer exists.
const mount = (at, kind, read, ready, gone) => new Mounted(at, kind, read, SERVER, ready, gone);
