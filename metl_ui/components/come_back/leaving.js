// Back in the browser leads to the page as it was left. When a reader goes to another page, Streamlit
// first puts the old one into the history once more, without its settings: one step back would lead
// there, to another experiment. The new page takes the place of that entry.

const AT_ONCE = 10_000; // ms; the server answers in between

let emptied = -Infinity; // when this very page was put there without its settings

const push = history.pushState.bind(history);
history.pushState = (state, unused, url) => {
  const to = new URL(url ?? location.href, location.href);
  const { pathname, search } = location;
  const instead = to.pathname !== pathname && performance.now() - emptied < AT_ONCE;
  if (instead) history.replaceState(state, unused, url);
  else push(state, unused, url);
  emptied = to.pathname === pathname && search && !to.search ? performance.now() : -Infinity;
};

addEventListener("popstate", () => (emptied = -Infinity), { capture: true });
