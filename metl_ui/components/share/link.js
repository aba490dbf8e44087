// What there is to know of a link before it is shared.

// Whether only the computer itself can open it.
export function isLocal(link) {
  const { hostname } = new URL(link);
  return /^(.*\.)?localhost$|^127\.|^0\.0\.0\.0$|^\[::1?\]$/.test(hostname);
}

// Whether it stands for a reader's own table, which no link holds.
export function lacks(link, [key, value]) {
  return new URL(link).searchParams.get(key) === value;
}

// The link without some of its settings.
export function without(link, keys) {
  const address = new URL(link);
  if (!keys.some((key) => address.searchParams.has(key))) return link;
  for (const key of keys) address.searchParams.delete(key);
  return address.href;
}
