/** Which page of which size to ask for. */
export interface PageChoice {
  readonly page: number;
  readonly pageSize: number;
}

/**
 * Fluxx knows only page numbers, and a deleted row moves all rows behind it one place forward: the next page then skips
 * one, without a trace. So every page is made to begin at or before the last row that was read: if that row (or one
 * before it in order) is not there, the rows have moved. Between half the wanted size and the whole, one size nearly
 * always makes some page begin close to the last row read; for very small pages a larger one may have to do.
 *
 * @param covered how many rows were read so far: the last one read should stand at place `covered - 1`
 * @param wanted the page size
 */
export function choosePage(covered: number, wanted: number): PageChoice {
  if (covered === 0) return { page: 1, pageSize: wanted };
  const lastRead = covered - 1;
  const gain = (pageSize: number): number => pageSize - 1 - (lastRead % pageSize);
  let best = wanted;
  for (let pageSize = wanted - 1; pageSize >= wanted / 2 && gain(best) < best - 1; pageSize--) {
    if (gain(pageSize) > gain(best)) best = pageSize;
  }
  for (let pageSize = Math.ceil(wanted / 2) - 1; pageSize > 1 && gain(best) < 1; pageSize--) {
    if (gain(pageSize) > gain(best)) best = pageSize;
  }
  // A page that ends with the last row read would be asked for again and again.
  while (gain(best) < 1) best += 1;
  return { page: Math.floor(lastRead / best) + 1, pageSize: best };
}
