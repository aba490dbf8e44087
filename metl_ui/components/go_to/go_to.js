// Brings a heading into view. Streamlit calls this after every run of the page.

let last = 0;

export default function ({ data: { heading, time } }) {
  if (time === last) return;
  last = time;
  if (time === 0) return;
  const found = [...document.querySelectorAll("h1, h2, h3")].find((one) =>
    one.textContent.trim().startsWith(heading),
  );
  if (!found) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  found.tabIndex = -1;
  found.focus({ preventScroll: true });
  found.scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
}
