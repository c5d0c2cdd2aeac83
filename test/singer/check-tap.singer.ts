import { describe, expect, it } from '@jest/globals';
import { messagesOf } from '../support/messages.ts';
import { edit, fill, mixedStreams as streams } from '../support/mixed-instance.ts';
import { runProcess, runTap } from '../support/run-tap.ts';
import { withInstance } from '../support/with-instance.ts';
import { commandBeside } from './pipe.ts';

/** What `singer-check-tap` says of messages. */
function check(stdin: string) {
  return runProcess(commandBeside('PYTHON_SINGER_TOOLS', 'singer-check-tap'), [], { stdin, timeLimitMs: 60_000 });
}

describe('singer-check-tap', () => {
  it.each([{}, { flattening_enabled: true, emit_activate_version_messages: true }])(
    'takes a first run, and one that goes on from its state, with the settings %j',
    (settings) =>
      withInstance({ settings: { streams: [...streams, 'claim_expense_row'], ...settings } }, async (instance) => {
        fill(instance, streams);
        const first = await runTap(['--config', instance.config]);
        expect(await check(first.stdout)).toMatchObject({ exitCode: 0 });

        edit(instance, streams);
        const state = await instance.write('state.json', messagesOf(first).at(-1)?.['value']);
        const second = await runTap(['--config', instance.config, '--state', state]);
        const said = await check(second.stdout);
        expect([second.exitCode, said.exitCode, said.stdout]).toEqual([0, 0, expect.stringMatching(/geo_city/)]);
      }),
  );

  it('refuses what is wrong', async () => {
    const schema = {
      type: 'SCHEMA',
      stream: 'a',
      schema: { properties: { id: { type: 'integer' } } },
      key_properties: [],
    };
    const lines = [schema, { type: 'RECORD', stream: 'a', record: { id: 'one' } }].map((line) => JSON.stringify(line));
    expect((await check(`${lines.join('\n')}\n`)).exitCode).not.toBe(0);
  });
});
