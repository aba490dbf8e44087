// The settings that stand in the page's address. Streamlit writes the parameters of its own
// widgets there, out of what it last knew of the address; ours it does not know. So whoever
// writes the address of this page, our parameters go into it as they are.

const settings = new Map(); // key -> {path, text}; a text of null keeps the key out
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

export function writeSetting(key, text) {
  settings.set(key, { path: location.pathname, text });
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

function withSettings(url) {
  const address = new URL(url, location.href);
  for (const [key, { path, text }] of settings) {
    if (path !== address.pathname || address.searchParams.get(key) === text) continue;
    if (text === null) address.searchParams.delete(key);
    else address.searchParams.set(key, text);
  }
  return address.href;
}
