/**
 * So much of a secret in a row is as good as the whole, in bytes: who repeats what he was sent may cut it off, or break a
 * sign of it.
 */
export const pieceLength = 12;

/** The pieces of all secrets that are that long, each as long as the others, so that one look at a place finds any of them. */
export interface Pieces {
  readonly add: (secret: string) => void;
  /** Takes back what `add` was called with. */
  readonly remove: (secret: string) => void;
  readonly has: (piece: string) => boolean;
  readonly isEmpty: () => boolean;
}

/** Creates an empty collection. */
export function createPieces(): Pieces {
  // Two secrets may have a piece in common, which stays for as long as one of them does.
  const owners = new Map<string, number>();
  return {
    add(secret) {
      for (const piece of piecesOf(secret)) owners.set(piece, (owners.get(piece) ?? 0) + 1);
    },
    remove(secret) {
      for (const piece of piecesOf(secret)) {
        const left = (owners.get(piece) ?? 0) - 1;
        if (left > 0) owners.set(piece, left);
        else owners.delete(piece);
      }
    },
    has: (piece) => owners.has(piece),
    isEmpty: () => owners.size === 0,
  };
}

function piecesOf(secret: string): readonly string[] {
  const count = Math.max(0, secret.length - pieceLength + 1);
  return Array.from({ length: count }, (_, at) => secret.slice(at, at + pieceLength));
}
