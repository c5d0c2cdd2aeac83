/** A request that runs ahead may fail before anybody waits for it; the failure is taken up where it is awaited. */
export function startAhead<Result>(request: Promise<Result>): Promise<Result> {
  request.catch(() => undefined);
  return request;
}
