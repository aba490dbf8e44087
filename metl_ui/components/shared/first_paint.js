// A page is shown once its first run is done and what that brought into sight is there. Until then
// the style sheet shows its outline in its place: nothing that has been seen jumps.

const DONE = '[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]';
const SKELETON = "[data-testid=stSkeleton], [data-testid=stSkeletonElement], [data-testid=stAppSkeleton]";
// Components of ours that have no height of their own until their module has come.
const HOLLOW = ".stElementContainer[class*='-slider']:not(:has([data-testid=live-slider]))";

function isThere() {
  return document.querySelector(DONE) && !inSight(`${SKELETON}, ${HOLLOW}`).length && formulasAreSet() && fontsAreThere();
}

function inSight(selector) {
  return [...document.querySelectorAll(selector)].filter((one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return bottom >= 0 && top < innerHeight;
  });
}

// Without KaTeX's style sheet, which comes late, a formula is one line high. What it hides are the
// words for those who cannot see it.
function formulasAreSet() {
  const [words] = inSight(".katex-mathml");
  return !words || getComputedStyle(words).position === "absolute";
}

const fontsAreThere = () => document.fonts.status === "loaded";

let calm = 0; // how many frames in a row

(function look() {
  calm = isThere() ? calm + 1 : 0;
  if (calm > 2) document.documentElement.dataset.shown = "";
  else requestAnimationFrame(look);
})();
