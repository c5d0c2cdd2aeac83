/** The name of a site, without the vendor's domain: `acme`, or `acme.preprod` for its pre-production. */
const siteName = /^[a-z0-9-]+(\.[a-z0-9-]*preprod)?$/i;

/**
 * The base URL of an instance, ending with a slash. Accepts what users are seen to type: a host, a base URL, a bare
 * name. https always, but http where the host is this machine.
 * @returns a sentence about what is wrong, when it cannot be one
 */
export function toBaseUrl(instance: string): { readonly url: string } | { readonly problem: string } {
  const text = instance.trim();
  const url = parseUrl(hasScheme(text) ? text : withScheme(toHost(text)));
  if (!url || url.username !== '' || url.password !== '') return { problem: 'is not a host, a base URL or a name' };
  const isLocal = isLoopback(url.hostname);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { problem: 'must begin with https://' };
  if (url.protocol === 'http:' && !isLocal) {
    return { problem: 'must use https: with http, the client secret would cross the network in the open' };
  }
  // Fluxx is served at the root. Whoever gives a path expects it to be used.
  if (/[^/]/.test(`${url.pathname}${url.search}${url.hash}`)) {
    return { problem: 'must be the host alone: leave out the path and the query' };
  }
  return { url: `${url.origin}/` };
}

/** `https:/host` is a mistyped URL, not a host called https. */
function hasScheme(text: string): boolean {
  return /^(?:https?:|[a-z][a-z0-9+.-]*:\/\/)/i.test(text);
}

/** Judged before the port is parsed: a scheme's own port is left out of a URL, and would change with the scheme. */
function withScheme(host: string): string {
  const url = parseUrl(`http://${host}`);
  return url && isLoopback(url.hostname) ? url.href : `https://${host}`;
}

/** What is only the name of a site lies below the vendor's own domain. */
function toHost(text: string): string {
  const isName = siteName.test(text) && text.toLowerCase() !== 'localhost';
  return isName ? `${text}.fluxxlabs.com` : text;
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** Loopback addresses only: a name that merely begins like one must not be taken for this machine. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}$/.test(hostname);
}
