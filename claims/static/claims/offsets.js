// Places in a text, as the page counts them and as the server does.
//
// The server counts code points of the text exactly as it came. The page has the same text with
// every line end folded to LF, and counts UTF-16 units: an emoji is two, CRLF is one.

const HIGHEST_IN_ONE_UNIT = 0xffff;

// Walks both counts through the raw text until `isThere(units, points)`.
function walk(raw, isThere) {
  let index = 0;
  let units = 0;
  let points = 0;
  while (index < raw.length && !isThere(units, points)) {
    const isLineEnd = raw[index] === "\r" && raw[index + 1] === "\n";
    const width = raw.codePointAt(index) > HIGHEST_IN_ONE_UNIT ? 2 : 1;
    index += isLineEnd ? 2 : width;
    units += width;
    points += isLineEnd ? 2 : 1;
  }
  return { units, points };
}

// How many code points of `raw` stand before what is `place` units into the folded text.
export function countPoints(raw, place) {
  return walk(raw, (units) => units >= place).points;
}

// The other way round: how many units of the folded text stand before `place` code points.
export function countUnits(raw, place) {
  return walk(raw, (units, points) => points >= place).units;
}

// The nearest place that cuts no character as one sees it: no emoji, no letter with its accent.
export function snap(folded, place) {
  if (place <= 0 || place >= folded.length) return Math.min(Math.max(place, 0), folded.length);
  const { index, segment } = findCharacter(folded, place);
  const end = index + segment.length;
  return place - index <= end - place ? index : end;
}

function findCharacter(folded, place) {
  if (globalThis.Intl?.Segmenter) {
    return new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(folded).containing(place);
  }
  const isHalf = /[\udc00-\udfff]/.test(folded[place]) && /[\ud800-\udbff]/.test(folded[place - 1]);
  const index = isHalf ? place - 1 : place;
  return { index, segment: folded.slice(index, index + (isHalf ? 2 : 1)) };
}
