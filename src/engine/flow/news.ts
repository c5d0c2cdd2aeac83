/** The latest of what is told from outside, for whoever pulls. What was not taken up when something newer came is old. */
export interface News<Item> {
  readonly tell: (item: Item) => void;
  /** Ends the items. */
  readonly close: () => void;
  /** For one reader. */
  readonly items: () => AsyncGenerator<Item, void>;
}

/** Creates news without any. Nothing piles up, however slow the reader is. */
export function createNews<Item>(): News<Item> {
  let latest: { readonly item: Item } | undefined;
  let state: 'open' | 'closed' = 'open';
  let wake = (): void => undefined;

  async function* items(): AsyncGenerator<Item, void> {
    for (;;) {
      if (latest) {
        const { item } = latest;
        latest = undefined;
        yield item;
      } else if (state === 'closed') return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  }

  return {
    tell(item) {
      latest = { item };
      wake();
    },
    close() {
      state = 'closed';
      wake();
    },
    items,
  };
}
