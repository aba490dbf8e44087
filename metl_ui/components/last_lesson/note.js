// A note is the address of a lesson below the root of the app: "softmax?c=3".

const LONGEST = 7900; // letters of the settings: longer than any that the app makes

// The note for `href`, or null if that is no lesson. `titles` has the lessons by their paths.
export function addressOf(href, root, titles) {
  const { pathname, search } = new URL(href);
  const base = new URL(root).pathname;
  const path = pathname.startsWith(base) ? pathname.slice(base.length).replace(/\/$/, "") : "";
  return Object.hasOwn(titles, path) && search.length < LONGEST ? path + search : null;
}

// {address, title} of what was kept, or null: another version, or somebody, may have written it.
export function readNote(text, titles) {
  if (typeof text !== "string" || text.length > LONGEST + 100) return null;
  const [path] = text.split("?", 1);
  if (!Object.hasOwn(titles, path)) return null;
  return { address: text, title: titles[path] };
}
