// Copies what a text box holds, and says how that went. A page that did not come by https has no
// clipboard in most browsers, but an old command still does it.

export async function copy(box) {
  try {
    await navigator.clipboard.writeText(box.value);
  } catch {
    box.select();
    if (!document.execCommand("copy")) return "The browser did not allow it: press Ctrl + C (⌘ C).";
  }
  return "Copied.";
}
