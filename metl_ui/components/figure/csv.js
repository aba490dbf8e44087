// A table as text in a file: comma-separated values as in RFC 4180.

import { written } from "./rows.js";

export function csv({ columns, rows }) {
  const lines = [columns, ...rows()].map((row) => row.map(quoted).join(","));
  return `${lines.join("\r\n")}\r\n`;
}

function quoted(value) {
  let text = written(value);
  // Text that begins like this is a formula to a spreadsheet, which would run it.
  if (typeof value === "string" && /^\s*[=+\-@]|^[\t\r]/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// `text` as the name of a file, without its ending.
export function fileName(text) {
  return text.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "figure";
}
