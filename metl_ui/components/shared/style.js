// A component's style sheet, in the page's head once and before anything of it is shown.

const sheets = new Map();

export function styled(url) {
  if (!sheets.has(url.href)) {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = url.href;
    sheets.set(url.href, new Promise((resolve) => (link.onload = link.onerror = resolve)));
    document.head.append(link);
  }
  return sheets.get(url.href);
}
