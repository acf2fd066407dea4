// Lays out a treemap: areas as given, in rectangles that are as square as can be.
// Bruls, Huizing and van Wijk, "Squarified Treemaps", 2000.

/** Return `{part, x, y, width, height}` for each part, the largest first, within a box. */
export function squares(parts, weight, box) {
  const found = [];
  const total = parts.reduce((sum, part) => sum + weight(part), 0);
  if (!total || box.width <= 0 || box.height <= 0) return found;
  const scale = (box.width * box.height) / total;
  const left = parts
    .map((part) => ({ part, area: weight(part) * scale }))
    .filter((each) => each.area > 0)
    .sort((a, b) => b.area - a.area);
  let rest = { ...box };
  while (left.length) {
    const side = Math.min(rest.width, rest.height);
    const row = [left.shift()];
    while (left.length && worst([...row, left[0]], side) <= worst(row, side))
      row.push(left.shift());
    rest = laid(row, rest, found);
  }
  return found;
}

/** Return how long the longest rectangle of a row is for its breadth. */
function worst(row, side) {
  const areas = row.map((each) => each.area);
  const sum = areas.reduce((a, b) => a + b, 0);
  const square = side * side;
  return Math.max((square * areas[0]) / (sum * sum), (sum * sum) / (square * areas.at(-1)));
}

/** Put a row along the shorter side, and return what is left of the box. */
function laid(row, box, found) {
  const sum = row.reduce((a, each) => a + each.area, 0);
  const upright = box.width >= box.height;
  const breadth = sum / (upright ? box.height : box.width);
  let along = upright ? box.y : box.x;
  for (const { part, area } of row) {
    const length = area / breadth;
    found.push(
      upright
        ? { part, x: box.x, y: along, width: breadth, height: length }
        : { part, x: along, y: box.y, width: length, height: breadth },
    );
    along += length;
  }
  return upright
    ? { ...box, x: box.x + breadth, width: box.width - breadth }
    : { ...box, y: box.y + breadth, height: box.height - breadth };
}
