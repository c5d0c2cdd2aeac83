/** The slope of the line that comes nearest to all points, by least squares. */
export function fitLine(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (axis: 0 | 1): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [middleX, middleY] = [mean(0), mean(1)];
  let together = 0;
  let alone = 0;
  for (const [x, y] of points) {
    together += (x - middleX) * (y - middleY);
    alone += (x - middleX) ** 2;
  }
  return together / alone;
}
