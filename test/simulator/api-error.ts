/** An error that the application raised: the vendor answers it as HTTP 200 with code 100 and a Ruby `inspect` text. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
}

/** The text of a query that Elasticsearch refused, with its reason. */
export function searchRefused(reason: string): ApiError {
  const body = { error: { root_cause: [{ type: 'illegal_argument_exception', reason }] }, status: 400 };
  return new ApiError(`#<Elasticsearch::Transport::Transport::Errors::BadRequest: [400] ${JSON.stringify(body)}>`);
}
