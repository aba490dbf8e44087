// What scrolls takes the keyboard: not every browser sees to it itself. To be called after every run
// of the page, and by what may have grown since.

const SCROLLS = "[data-testid=stTable] > div, .metl-matrix";

function look() {
  for (const one of document.querySelectorAll(SCROLLS)) {
    const scrolls = one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight;
    if (scrolls) one.tabIndex = 0;
    else one.removeAttribute("tabindex");
  }
}

let waiting = 0;

// Once all that was asked for has been laid out.
export function letKeyboardScroll() {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(() => (waiting = requestAnimationFrame(look)));
}

addEventListener("resize", letKeyboardScroll);
