declare const brandKey: unique symbol;

/** A value whose kind the compiler remembers, so that a model name is never taken for a stream name. */
export type Brand<T, Name extends string> = T & { readonly [brandKey]: Name };
