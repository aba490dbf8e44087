// Where the run stands, in the page's address: a copied link, or a reload, comes back to that very
// moment. The address is replaced, so that going back in the browser leaves the page.

// ms between two changes, while it plays and while it stands: browsers refuse a hundred a minute.
const PAUSE = { true: 1000, false: 250 };

let last = -Infinity;
let page = null; // the path of the page that has the view

export function remember(player, now) {
  if (now - last < PAUSE[player.playing]) return;
  last = now;
  write(player);
}

export function write(player) {
  const { frame } = player;
  if (!player.run || !frame) return;
  page ??= location.pathname;
  if (location.pathname !== page) return; // the reader is about to leave
  const url = new URL(location.href);
  const begun = frame.epoch > 0 || frame.row > 0;
  put(url, "at", begun ? `${frame.epoch}${frame.row ? `.${frame.row}` : ""}` : "");
  const changes = changesUntil(player.journal, frame);
  put(url, "changes", begun ? changes : editsIn(changes)); // the settings stand in the address anyway
  put(url, "speed", player.speed === player.usualSpeed ? "" : player.speed);
  if (url.href !== location.href) history.replaceState(history.state, "", url);
}

function put(url, name, value) {
  if (value) url.searchParams.set(name, value);
  else url.searchParams.delete(name);
}

// The changes that were made up to this frame: "500:learning_rate=0.03;620.17:W1[0,3]=1.5".
export function changesUntil(journal, { epoch, row }) {
  const made = journal.split(";").filter((change) => {
    const [whole, part = "0"] = change.split(":")[0].split(".");
    return change && (Number(whole) < epoch || (Number(whole) === epoch && Number(part) <= row));
  });
  return made.join(";");
}

const editsIn = (changes) => changes.split(";").filter((change) => change.includes("[")).join(";");
