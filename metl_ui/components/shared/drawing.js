// Who is drawing right now: a slider that is dragged waits for it before it asks for more.

let pending = 0;
let waiting = [];

// To be called with every drawing that has begun.
export async function drawing(promise) {
  pending += 1;
  try {
    await promise;
  } finally {
    pending -= 1;
    if (pending === 0) {
      for (const go of waiting) go();
      waiting = [];
    }
  }
}

// Resolves as soon as what has begun is drawn.
export async function drawn() {
  if (pending) await new Promise((resolve) => waiting.push(resolve));
}

// Resolves as soon as all that came with an answer of the page is drawn. Streamlit hands an answer
// to all elements in one go, and to some later than to others: they begin within the next tasks.
export async function answerDrawn() {
  await task();
  await task();
  await drawn();
}

function task() {
  return new Promise((resolve) => setTimeout(resolve));
}
