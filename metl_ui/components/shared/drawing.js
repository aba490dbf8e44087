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

// Resolves as soon as nothing is being drawn: at once, if nothing is.
export function drawn() {
  return pending ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve();
}
