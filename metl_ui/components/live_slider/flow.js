// Back-pressure. A hand moves faster than a page is drawn: of the values that come meanwhile only
// the newest is kept, and it goes when an earlier one has been answered and its answer drawn.

// While the browser draws one answer the server works on the next; more would only lie in a queue.
const IN_FLIGHT = 2;
const PATIENCE = 3000; // ms; an answer that has not come by then got lost on its way

export class Flow {
  #wanted = null; // {value}: the newest, not yet sent
  #last = null; // {value}: the last that was sent
  #sent = 0; // how many were sent; each goes with its number
  #answered = 0; // the newest number that was answered
  #drawn = 0; // and whose answer has been drawn
  #lost = 0; // how often in a row no answer came
  #timer;

  // `send(number, value)` sends; `drawn()` resolves when what an answer brought has been drawn;
  // `unheard()` hears that values sent again and again find no answer.
  constructor({ send, drawn, unheard = () => {} }) {
    Object.assign(this, { send, drawn, unheard });
  }

  want(value) {
    this.#wanted = { value };
    this.#pump();
  }

  // The server has dealt with all values up to `number`, and says so in an answer that is here.
  async answer(number) {
    if (number > this.#answered) this.#lost = 0;
    this.#answered = Math.max(this.#answered, number);
    this.#sent = Math.max(this.#sent, number);
    await this.drawn();
    this.#drawn = Math.max(this.#drawn, number);
    this.#pump();
  }

  // Whoever answers has forgotten all that was sent. No number is used twice all the same.
  restart() {
    this.#wanted = null;
    this.#answered = this.#drawn = this.#sent;
    clearTimeout(this.#timer);
  }

  // The newest number that was answered.
  get answered() {
    return this.#answered;
  }

  // Whether the last answer is the one to the last value.
  get settled() {
    return this.#wanted === null && this.#sent === this.#answered;
  }

  #pump() {
    clearTimeout(this.#timer);
    if (this.#wanted && this.#sent - this.#drawn < IN_FLIGHT) {
      this.#last = this.#wanted;
      this.#wanted = null;
      this.#sent += 1;
      this.send(this.#sent, this.#last.value);
    }
    if (!this.settled) this.#timer = setTimeout(() => this.#goOn(), PATIENCE);
  }

  // What was sent got lost, perhaps together with the connection.
  #goOn() {
    if (this.settled) return;
    this.#lost += 1;
    if (this.#lost > 1) this.unheard();
    this.#wanted ??= this.#last;
    this.#drawn = this.#sent;
    this.#pump();
  }
}
