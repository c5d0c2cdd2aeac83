import { describe, expect, it } from '@jest/globals';
import { easeCalls } from '../../../src/engine/flow/ease-calls.ts';

/** Calls that end when they are told to, and those that are on their way. */
function watched() {
  const pressure = { isTight: false };
  const running = new Map<string, () => void>();
  const call = easeCalls(
    (name: string) => new Promise<string>((resolve) => running.set(name, () => resolve(name))),
    () => pressure.isTight,
  );
  const end = async (name: string): Promise<void> => {
    running.get(name)?.();
    running.delete(name);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { call, end, pressure, running: () => [...running.keys()] };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Calls while the memory is tight', () => {
  it('go one at a time, in the order they came, and side by side again when it is not', async () => {
    const { call, end, pressure, running } = watched();
    const answers = [call('a'), call('b')];
    await turn();
    pressure.isTight = true;
    answers.push(call('c'), call('d'), call('e'));
    await turn();
    expect(running()).toEqual(['a', 'b']);
    await end('a');
    expect(running()).toEqual(['b']);
    await end('b');
    expect(running()).toEqual(['c']);
    pressure.isTight = false;
    await end('c');
    expect(running()).toEqual(['d', 'e']);
    for (const name of ['d', 'e']) await end(name);
    expect(await Promise.all(answers)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('are never all held back, and go on where one fails', async () => {
    const failing = easeCalls(
      (name: string) => (name === 'a' ? Promise.reject(new Error('a fails')) : Promise.resolve(name)),
      () => true,
    );
    const [first, second] = [failing('a'), failing('b')];
    await expect(first).rejects.toThrow('a fails');
    expect(await second).toBe('b');
  });
});
