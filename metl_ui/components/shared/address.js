// The settings that stand in the page's address. Streamlit writes the parameters of its own
// widgets there, out of what it last knew of the address; ours it does not know. So whoever
// writes the address of this page, our parameters go into it as they are.

const settings = new Map(); // key -> {path, text}; a text of null keeps the key out
const late = new Set(); // those who write what is on screen only now and then
let asked = null; // after a step in the history: the keys whose setting was asked for since

for (const name of ["pushState", "replaceState"]) {
  const write = history[name].bind(history);
  history[name] = (state, unused, url) => {
    asked = null;
    write(state, unused, url === undefined || url === null ? url : withSettings(url));
  };
}

// Before anyone else hears of it.
addEventListener("popstate", () => (asked = new Set()), { capture: true });

// A `path` of null is every page's.
export function writeSetting(key, text, path = location.pathname) {
  settings.set(key, { path, text });
  const address = withSettings(location.href);
  if (address !== location.href) history.replaceState(history.state, "", address);
}

export function forgetSetting(key) {
  settings.delete(key);
}

// What a step in the history brought: a text, null if the address is without that key. Once after
// each step; else undefined.
export function restoredSetting(key) {
  if (!asked || asked.has(key)) return undefined;
  asked.add(key);
  return new URLSearchParams(location.search).get(key);
}

// To be called by those who write now and then; `write()` writes at once. What comes back ends it.
export function writesLate(write) {
  late.add(write);
  return () => late.delete(write);
}

// The address of what is on screen now.
export function currentAddress() {
  for (const write of late) write();
  return location.href;
}

function withSettings(url) {
  const address = new URL(url, location.href);
  for (const [key, { path, text }] of settings) {
    if (path !== null && path !== address.pathname) continue;
    if (address.searchParams.get(key) === text) continue;
    if (text === null) address.searchParams.delete(key);
    else address.searchParams.set(key, text);
  }
  return address.href;
}
