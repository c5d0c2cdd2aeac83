/**
 * Slots for readers: each keeps one call in flight, and holds one page that waits to be written. Every stream has a slot
 * while it is read; what is left over goes to streams that can use more than one.
 */
export interface Slots {
  /** Takes a slot if one is free. Whoever has taken it gives it back. */
  readonly tryTake: () => boolean;
  readonly giveBack: () => void;
}

/** Creates so many free slots. */
export function createSlots(free: number): Slots {
  let left = free;
  return {
    tryTake() {
      if (left <= 0) return false;
      left -= 1;
      return true;
    },
    giveBack() {
      left += 1;
    },
  };
}

/** Slots that one stream has beyond its own. */
export interface BorrowedSlots {
  /** Takes free slots for as long as there is something to start in them. */
  readonly fill: (start: () => boolean) => void;
  readonly giveBackOne: () => void;
  readonly giveBackAll: () => void;
}

/** Keeps count of the slots that one stream has borrowed, so that each is given back once. */
export function borrowSlots(slots: Slots): BorrowedSlots {
  let borrowed = 0;

  function giveBackOne(): void {
    if (borrowed === 0) return;
    borrowed -= 1;
    slots.giveBack();
  }

  return {
    giveBackOne,
    giveBackAll() {
      while (borrowed > 0) giveBackOne();
    },
    fill(start) {
      while (slots.tryTake()) {
        borrowed += 1;
        if (start()) continue;
        giveBackOne();
        return;
      }
    },
  };
}
