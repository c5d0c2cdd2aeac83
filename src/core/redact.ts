/** Values that must never be printed, and the forms that they take in URLs and headers. */
export interface Redactor {
  /** Adds a secret as soon as it is known: those of the configuration at the start, each token when it is obtained. */
  add(secret: string): void;
  /** The text with every known secret replaced. */
  redact(text: string): string;
}

/** Shorter values would blank out ordinary words. */
const shortest = 6;

/** Creates an empty redactor. */
export function createRedactor(): Redactor {
  const forms = new Set<string>();
  let longestFirst: readonly string[] = [];
  return {
    add(secret) {
      if (secret.length < shortest) return;
      for (const form of formsOf(secret)) forms.add(form);
      // Longest first: a secret inside another must not leave the rest of the longer one standing.
      longestFirst = [...forms].sort((a, b) => b.length - a.length);
    },
    redact: (text) => longestFirst.reduce((clean, form) => clean.replaceAll(form, '****'), text),
  };
}

/** Half a surrogate pair has no URL form: `encodeURIComponent` would throw at it. */
function formsOf(given: string): readonly string[] {
  const secret = given.toWellFormed();
  const base64 = btoa(String.fromCharCode(...new TextEncoder().encode(secret)));
  const formEncoded = new URLSearchParams({ x: secret }).toString().slice(2);
  return [
    given,
    secret,
    encodeURIComponent(secret),
    formEncoded,
    JSON.stringify(secret).slice(1, -1),
    base64,
    base64.replace(/=+$/, ''),
  ];
}
