// What a frame of the film says in numbers and in words.

export function numbersOf({ epoch, train_loss, test_accuracy }, index) {
  return [
    epoch[index].toLocaleString("en"),
    train_loss[index].toFixed(4),
    `${(100 * test_accuracy[index]).toFixed(1)} %`,
  ];
}

// For those who cannot see the picture; `plane` holds the frame's bytes.
export function wordsOf(run, index, plane) {
  const counts = new Array(run.classes.length).fill(0);
  for (const byte of plane) counts[Math.floor(byte / run.levels)] += 1;
  const share = (k) => Math.round((100 * counts[k]) / plane.length);
  const answers = run.classes.map(({ name }, k) => `${name} ${share(k)} %`).join(", ");
  const [epoch, loss, right] = numbersOf(run, index);
  return (
    `At epoch ${epoch} its loss is ${loss} nats, and ${right} of the unseen examples are right. ` +
    `Its answers across the plane: ${answers}.`
  );
}
