import assert from "node:assert/strict";
import { test } from "node:test";

import { csv, fileName } from "../../metl_ui/components/figure/csv.js";
import { tabulate, words } from "../../metl_ui/components/figure/rows.js";
import { short, tell } from "../../metl_ui/components/figure/table.js";

const rowsOf = (data, layout = {}) => [...tabulate(data, layout).rows()];

// --- rows ---

test("a row for every point, trace after trace", () => {
  const table = tabulate([{ x: [1, 2], y: [3, 4], name: "a" }, { x: [5], y: [6], name: "b" }], {});
  assert.deepEqual(table.columns, ["name", "x", "y"]);
  assert.deepEqual([...table.rows()], [["a", 1, 3], ["a", 2, 4], ["b", 5, 6]]);
  assert.equal(table.length, 3);
});

test("without names there is no column of names; without x Plotly counts", () => {
  const table = tabulate([{ y: [3, 4] }, { y: [5], x0: 10, dx: 2 }], {});
  assert.deepEqual(table.columns, ["x", "y"]);
  assert.deepEqual([...table.rows()], [[0, 3], [1, 4], [10, 5]]);
});

test("of a grid every cell is a row, by its own x and y", () => {
  const table = tabulate([{ x: ["a", "b"], y: [10, 20], z: [[1, 2], [3, 4]] }], {});
  assert.deepEqual(table.columns, ["x", "y", "z"]);
  assert.deepEqual([...table.rows()], [["a", 10, 1], ["b", 10, 2], ["a", 20, 3], ["b", 20, 4]]);
  assert.equal(table.length, 4);
});

test("columns are called like the axes, unless those differ", () => {
  const axis = (text) => ({ title: { text } });
  assert.deepEqual(tabulate([], { xaxis: axis("epoch"), yaxis: axis("&lt;loss&gt;") }).columns, ["epoch", "<loss>"]);
  assert.deepEqual(tabulate([], { xaxis: axis("a"), xaxis2: axis("b"), yaxis: {} }).columns, ["x", "y"]);
});

test("what only decorates is left out, unless there is nothing else; a picture is no data", () => {
  const line = { y: [1] };
  const words = { y: [2], hoverinfo: "skip" };
  assert.deepEqual(rowsOf([line, words, { y: [3], visible: false }]), [[0, 1]]);
  assert.deepEqual(rowsOf([words]), [[0, 2]]);
  assert.deepEqual(rowsOf([{ type: "image", z: [[[1, 2, 3, 4]]] }, words]), [[0, 2]]);
});

test("a hidden trace stays in, for the legend does not change the data", () => {
  assert.deepEqual(rowsOf([{ y: [1], visible: "legendonly" }]), [[0, 1]]);
});

test("gaps and missing values are empty", () => {
  assert.deepEqual(rowsOf([{ x: [1, 2], y: [null] }]), [[1, ""], [2, ""]]);
});

test("text is read as Plotly shows it", () => {
  assert.equal(words("<b>p</b> after<br>the <i>shift</i>"), "p after the shift");
  assert.equal(words("&lt;b&gt; 5 &amp; 6&#37; &lt;a href=x&gt;"), '<b> 5 & 6% <a href=x>');
  assert.equal(words("&amp;lt;"), "&lt;"); // once, not twice
  assert.equal(words("1 < 2 and 3 > 2"), "1 < 2 and 3 > 2");
  assert.equal(words("&unknown; &#9999999;"), "&unknown; &#9999999;");
});

// --- the file ---

const file = (columns, ...rows) => csv({ columns, rows: () => rows });

test("a file has a line for every row, and numbers to the last digit", () => {
  assert.equal(file(["x", "y"], [1, 0.1 + 0.2], [-2, 1e-300]), "x,y\r\n1,0.30000000000000004\r\n-2,1e-300\r\n");
});

test("what is not finite is written as Python reads it", () => {
  assert.equal(file(["y"], [NaN], [Infinity], [-Infinity], [""]), "y\r\nnan\r\ninf\r\n-inf\r\n\r\n");
});

test("commas, quotes and line ends are quoted", () => {
  assert.equal(file(["a,b"], ['say "no"'], ["two\nlines"]), '"a,b"\r\n"say ""no"""\r\n"two\nlines"\r\n');
});

test("no text is a formula to a spreadsheet, and a negative number stays one", () => {
  for (const text of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1"]) {
    assert.equal(file(["n"], [text]), `n\r\n'${text}\r\n`);
  }
  assert.equal(file(["n"], ['=HYPERLINK("x")']), `n\r\n"'=HYPERLINK(""x"")"\r\n`);
  assert.equal(file(["=n"], [-1]), "'=n\r\n-1\r\n");
  assert.equal(file(["n"], ["a=b"]), "n\r\na=b\r\n");
});

test("a file is called like its figure, in letters that every system takes", () => {
  assert.equal(fileName("bars of p"), "bars-of-p");
  assert.equal(fileName("../σ′(x)?"), "σ-x");
  assert.equal(fileName("…"), "figure");
});

// --- the table ---

test("a table says how much of it there is", () => {
  assert.equal(tell(0), "There is no data in this figure.");
  assert.equal(tell(1), "1 row");
  assert.equal(tell(200), "200 rows");
  assert.equal(tell(201), "The first 200 of 201 rows; the CSV file has all.");
});

test("numbers in a table are short, whole ones stay whole", () => {
  assert.equal(short(0.1 + 0.2), "0.3");
  assert.equal(short(2 / 3), "0.666667");
  assert.equal(short(100), "100");
  assert.equal(short(-1.23456789e-12), "-1.23457e-12");
  assert.equal(short(Infinity), "inf");
  assert.equal(short("0.12345678"), "0.12345678");
});
