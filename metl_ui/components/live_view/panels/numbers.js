// Numbers as they are shown and typed. nan and inf are spelled as NumPy does.

function odd(value) {
  if (Number.isNaN(value)) return "nan";
  return value > 0 ? "inf" : "-inf";
}

// Three digits, for a glance: "0.512", "1.20e-7".
export function short(value) {
  if (!Number.isFinite(value)) return odd(value);
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 999.5 && size < 1e6) return value.toFixed(0);
  return size < 1e-4 ? value.toExponential(2) : value.toPrecision(3);
}

// Six digits: "0.512346", "-4.10396e-4".
export function exact(value) {
  if (!Number.isFinite(value)) return odd(value);
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(5) : value.toPrecision(6);
}

// Two digits and the power of ten: "3.1e-9".
export function rough(value) {
  if (!Number.isFinite(value)) return odd(value);
  return value === 0 ? "0" : value.toExponential(1);
}

// A round number, such as the limit of a scale: "0.002", "5e+10".
export function round(limit) {
  return limit >= 1e5 || limit < 1e-3 ? limit.toExponential(0) : String(limit);
}

export function plusMinus(limit) {
  return `±${round(limit)}`;
}

export const ALLOWED = "Enter a finite number, such as -0.25 or 1e-3.";

// What was typed, as a finite number, or null. A decimal comma and a real minus sign will do.
export function readNumber(text) {
  const plain = text.trim().replace("−", "-").replace(",", ".");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}
