// The short way to the studio: an ask goes to its own address on the server, by a key that the page
// has told, and not through a run of the page's script, which costs the server far more than the
// answer. Where this way leads nowhere, the ask goes through the page.
//
// So does the first ask after the page has run: when a connection was lost, Streamlit lets a page run
// again only if what ran last was a fragment of it.
//
// One ask after the other: the server must do them in the order in which they were made.

const PATIENCE = 5000; // ms

export class ShortWay {
  throughThePage = () => {};
  #key = ""; // of the run that the page shows
  #hasRun = false; // the page, and nothing was asked since
  #last = Promise.resolve();

  // `hear(message)` is called with what is answered.
  constructor(address, hear) {
    this.address = address;
    this.hear = hear;
  }

  send(ask) {
    this.#last = this.#last.then(() => this.#send(ask));
    return this.#last;
  }

  // The page has run, and tells the key.
  open(key) {
    this.#key = key;
    this.#hasRun = true;
  }

  async #send(ask) {
    const key = this.#hasRun ? "" : this.#key;
    this.#hasRun = false;
    const answer = key && (await this.#post(key, ask));
    if (!answer) this.throughThePage(ask);
    else if (key === this.#key) this.hear(answer); // else the page shows another run by now
  }

  async #post(key, ask) {
    try {
      const answer = await fetch(new URL(key, this.address), {
        method: "POST",
        body: JSON.stringify(ask),
        signal: AbortSignal.timeout(PATIENCE),
      });
      return answer.status === 200 ? new Uint8Array(await answer.arrayBuffer()) : null;
    } catch {
      return null;
    }
  }
}
