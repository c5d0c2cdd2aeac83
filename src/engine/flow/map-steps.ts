/** Yields what is made of each item, and ends as the generator ends. */
export async function* mapSteps<From, To, End>(
  steps: AsyncGenerator<From, End>,
  map: (step: From) => To,
): AsyncGenerator<To, End> {
  for (;;) {
    const next = await steps.next();
    if (next.done) return next.value;
    yield map(next.value);
  }
}
