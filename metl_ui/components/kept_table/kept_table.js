// The reader's own table, in the storage of this tab: it goes when the tab is closed, and nobody
// but the server of this page is ever given it.

const PLACE = "metl own table";
const PIECE = 8192; // bytes: a call takes only so many arguments

export default function ({ data, setTriggerValue }) {
  const storage = tabStorage();
  if (!storage) return;
  if (!data) {
    const kept = storage.getItem(PLACE);
    if (kept) setTriggerValue("table", kept);
  } else if (data.length) keep(storage, spelt(data));
  else storage.removeItem(PLACE);
}

// Some readers forbid a page to keep anything.
function tabStorage() {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

function keep(storage, text) {
  try {
    storage.setItem(PLACE, text);
  } catch {
    storage.removeItem(PLACE); // no room: rather none than an older one
  }
}

// In base64, since what is kept has to be a text.
export function spelt(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; i += PIECE)
    text += String.fromCharCode(...bytes.subarray(i, i + PIECE));
  return btoa(text);
}
