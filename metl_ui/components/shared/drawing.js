// Who is drawing right now: a slider that is dragged waits for it before it sends its next value.

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

// Resolves as soon as all that came with this answer is drawn. Streamlit hands an answer to all
// elements in one go, and to some later than to others: their drawing begins within the next tasks.
export async function drawn() {
  await task();
  await task();
  if (pending) await new Promise((resolve) => waiting.push(resolve));
}

function task() {
  return new Promise((resolve) => setTimeout(resolve));
}
