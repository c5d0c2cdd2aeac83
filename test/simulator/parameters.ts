import { ApiError } from './api-error.ts';
import { isArray, isObject, type Json, parseJson } from './json.ts';

function fromJsonBody(body: string): readonly (readonly [string, string])[] {
  const values = parseJson(body);
  if (!isObject(values)) return [];
  return Object.entries(values).map(([name, value]) => {
    // Known to work are bodies whose inner values are still JSON text.
    if (isObject(value) || isArray(value)) throw new ApiError('#<TypeError: no implicit conversion into String>');
    return [name, String(value)];
  });
}

/** The parameters of a call: those of the query string and of a form or JSON body together. */
export function readParameters(query: URLSearchParams, body: string, contentType: string): URLSearchParams {
  const parameters = new URLSearchParams(query);
  const isJson = contentType.includes('application/json');
  const pairs = isJson ? fromJsonBody(body) : [...new URLSearchParams(body)];
  for (const [name, value] of pairs) parameters.append(name, value);
  return parameters;
}

/** The JSON value of a parameter, `undefined` where it is not sent; text that is not JSON is an error 100. */
export function jsonParameter(parameters: URLSearchParams, name: string): Json | undefined {
  const text = parameters.get(name);
  if (text === null || text === '') return undefined;
  const value = parseJson(text);
  if (value === undefined) throw new ApiError(`#<JSON::ParserError: unexpected token at '${text}'>`);
  return value;
}

/** Whether a flag such as `all_core=1` is set. */
export function isSet(parameters: URLSearchParams, name: string): boolean {
  return ['1', 'true'].includes(parameters.get(name) ?? '');
}
