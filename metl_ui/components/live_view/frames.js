// From the arrays of a burst to frames, one object each, in memory of their own: a frame that is
// kept must not keep its whole burst.

export function framesOf(meta, arrays) {
  const details = detailsOf(meta, arrays);
  const { epoch, row, record, decision } = arrays;
  return Array.from(epoch, (whole, i) => ({
    epoch: whole,
    row: row[i],
    at: whole + row[i] / meta.n_train,
    train_loss: record[8 * i],
    test_loss: record[8 * i + 1],
    train_accuracy: record[8 * i + 2],
    test_accuracy: record[8 * i + 3],
    norms: record.slice(8 * i + 4, 8 * i + 8),
    decision: decision ? rowOf(decision, i) : null,
    detail: details.findLast((detail) => detail.frame <= i)?.content ?? null,
  }));
}

function detailsOf(meta, arrays) {
  const { detail_frame, weights, gradients, responses, confusion_train, confusion_test } = arrays;
  return Array.from(detail_frame, (frame, d) => ({
    frame,
    content: {
      epoch: arrays.epoch[frame],
      weights: rowOf(weights, d),
      gradients: rowOf(gradients, d),
      responses: responses ? rowOf(responses, d) : null,
      confusion: {
        train: rowOf(confusion_train, d),
        test: confusion_test ? rowOf(confusion_test, d) : null,
      },
      table: tableOf(meta, arrays, meta.tables.findLastIndex((table) => table <= frame)),
    },
  }));
}

// The table is told less often than the rest: the numbers are to be read.
function tableOf({ watch }, { table }, t) {
  if (t < 0) return null;
  const numbers = rowOf(table, t);
  const rows = watch.names.map((name, r) => {
    const [value, gradient, numeric, error] = numbers.subarray(4 * r, 4 * r + 4);
    return { name, index: watch.indices[r], value, gradient, numeric, error };
  });
  const { parameter, offset, total } = watch;
  return { parameter, offset, total, rows };
}

function rowOf(array, i) {
  const width = array.length / array.shape[0];
  return array.slice(i * width, (i + 1) * width);
}
