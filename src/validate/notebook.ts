const maxNotes = 50;

interface Note {
  readonly firstLine: number;
  times: number;
}

/** Collects notes: the same text is kept once, with its first line and how often it came; 50 texts at most. */
export interface Notebook {
  readonly add: (line: number, text: string) => void;
  readonly texts: () => readonly string[];
}

/** An empty notebook. */
export function createNotebook(): Notebook {
  const notes = new Map<string, Note>();
  return {
    add: (line, text) => {
      const note = notes.get(text);
      if (note) note.times += 1;
      else if (notes.size < maxNotes) notes.set(text, { firstLine: line, times: 1 });
    },
    texts: () => [...notes].map(([text, note]) => `${text} (${whereAndHowOften(note)})`),
  };
}

function whereAndHowOften({ firstLine, times }: Note): string {
  return times === 1 ? `line ${firstLine}` : `first on line ${firstLine}, ${times} times`;
}
