// Has the page run again when its connection is back, unless Streamlit itself does.

import "./leaving.js";

const ROOT = new URL("../../../", import.meta.url); // of the app, which may live under any prefix

let watch = null;

export default function ({ data: { path }, setTriggerValue }) {
  watch ??= new Watch(document.querySelector('[data-testid="stApp"]'));
  watch.path = path;
  watch.run = () => setTriggerValue("back", true);
}

class Watch {
  constructor(app) {
    this.app = app;
    this.connected = true;
    const attributeFilter = ["data-test-connection-state"];
    new MutationObserver(() => this.look()).observe(app, { attributes: true, attributeFilter });
  }

  look() {
    const { testConnectionState, testScriptState } = this.app.dataset;
    const back = !this.connected && testConnectionState === "CONNECTED";
    this.connected = testConnectionState === "CONNECTED";
    if (!back) return;
    // A step in the history that nobody heard: the address is of another page.
    if (plain(location.href) !== plain(new URL(this.path, ROOT))) location.reload();
    else if (testScriptState === "notRunning") this.run();
  }
}

const plain = (address) => new URL(address).pathname.replace(/\/$/, "");
