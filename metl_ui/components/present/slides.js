// What of a page is shown together: one figure, the controls that move it, and what may be revealed.
// There is no page here: `items` are in the order of the page, and come from `page.js`.

// An item is {kind, element, scope?, title?}. Kinds:
//   heading   titles all that follows within its `scope`, up to the next such heading
//   figure    is shown alone; one with a `title` of its own bears that, and one that is `alone` has no
//             controls but those that reach it
//   plain     a table or code: shown alone where its section has no figure, else revealed
//   lines     a derivation: the same, and as it is shown alone its lines come one by one
//   control   belongs to its section, or, with a `scope`, to all figures within that
//   piece     words that are revealed, those that are a `notice` first

// [{title, main: items, controls: items, pieces: items}]
export function slidesOf(items) {
  const sections = [];
  let above = [];
  for (const item of items) {
    if (item.kind === "heading") {
      above = [...above.filter(({ heading }) => heading.scope.contains(item.element)), section(item)];
      sections.push(above.at(-1));
      continue;
    }
    const home = above.findLast(({ heading }) => heading.scope.contains(item.element));
    home?.items.push(item);
  }
  const everywhere = items.filter(({ kind, scope }) => kind === "control" && scope);
  const place = ({ main }) => items.indexOf(main[0]);
  return sections
    .flatMap((one) => slidesOfSection(one, everywhere))
    .sort((one, other) => place(one) - place(other));
}

const section = (heading) => ({ heading, items: [] });

function slidesOfSection({ heading, items }, everywhere) {
  const of = (...kinds) => items.filter(({ kind }) => kinds.includes(kind));
  const own = of("control").filter(({ scope }) => !scope);
  return mains(of).map((main) => {
    const reaching = everywhere.filter(({ scope }) => main.some(({ element }) => scope.contains(element)));
    const lines = main.flatMap((one) => (one.kind === "lines" ? one.lines : []));
    const rest = of("plain", "lines", "piece").filter((one) => !main.includes(one));
    return {
      title: main[0].title ?? heading.title, // of the page's own heading, ""
      main,
      controls: main[0].alone ? reaching : [...reaching, ...own],
      lines,
      pieces: [...rest.filter(({ notice }) => notice), ...rest.filter(({ notice }) => !notice)],
    };
  });
}

function mains(of) {
  const figures = of("figure");
  if (figures.length) return figures.map((one) => [one]);
  const [lines] = of("lines");
  if (lines) return [[lines]];
  const plain = of("plain");
  return plain.length ? [plain] : [];
}

// Which slide is to be shown: the one that was, as long as it is there; else the one at `wanted`, and
// the last one where there are not so many.
export function placeOf(slides, shown, wanted) {
  const still = shown ? slides.findIndex(({ main }) => main[0].element === shown) : -1;
  return still >= 0 ? still : Math.min(wanted, slides.length - 1);
}
