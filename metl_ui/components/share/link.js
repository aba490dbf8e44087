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

// A sentence if it has more bytes than a code that can be read from afar holds, else "".
export function tooLong(link, most) {
  const size = new TextEncoder().encode(link).length;
  if (size <= most) return "";
  return `This link is too long for a code that can be read from the last row: it has ${size} ` +
    `letters, and ${most} would do. Copy it instead.`;
}
