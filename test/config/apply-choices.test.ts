import { describe, expect, it } from '@jest/globals';
import { readableFields } from '../../src/catalog/readable-fields.ts';
import { applyChoices } from '../../src/config/apply-choices.ts';
import type { StreamChoice } from '../../src/config/config.ts';
import { type StreamName, storedField } from '../../src/core/stream-definition.ts';
import { definitionOf } from '../support/definitions.ts';

const textFields = (...names: readonly string[]) => names.map((name) => storedField(name, 'text'));
const user = definitionOf('user', textFields('id', 'name', 'email', 'updated_at'), { cursor: 'updated_at' });
const program = definitionOf('program', textFields('id', 'name', 'updated_at'));

function choice(name: string, fields?: readonly string[]): StreamChoice {
  return { name: name as StreamName, fields };
}

function chosen(...choices: readonly StreamChoice[]): readonly string[] {
  const settings = { fields: 'all', secrets: 'leave-out', streams: choices } as const;
  return applyChoices([user, program], choices, ['organization']).chosen.map((stream) => {
    const fields = readableFields(stream, settings).map((field) => field.name);
    return `${stream.name}: ${fields.join()}`;
  });
}

describe('the choice of streams', () => {
  it('is all of them where nothing is chosen', () => {
    expect(applyChoices([user, program], undefined, [])).toEqual({ chosen: [user, program], problems: [] });
  });

  it('keeps the streams listed, with all their fields or with those listed, the key and the cursor', () => {
    expect(chosen(choice('user'))).toEqual(['user: id,name,email,updated_at']);
    expect(chosen(choice('program', ['name']), choice('user', ['email', 'id']))).toEqual([
      'program: id,name',
      'user: id,email,updated_at',
    ]);
  });

  it('may list the key and the cursor of any stream, since they always come along', () => {
    const language = definitionOf('language', textFields('id', 'name'));
    const choices = [choice('language', ['id', 'updated_at'])];
    expect(applyChoices([language], choices, [])).toEqual({ chosen: [language], problems: [] });
  });

  it('may list a field by the property that catalogs show', () => {
    const visit = definitionOf('visit', [
      storedField('id', 'integer'),
      storedField('Board Date', 'date', 'board_date_1'),
    ]);
    expect(applyChoices([visit], [choice('visit', ['board_date_1'])], []).problems).toEqual([]);
    const streams = [choice('visit', ['board_date_1'])];
    const readable = readableFields(visit, { fields: 'all', secrets: 'leave-out', streams });
    expect(readable.map(({ name }) => name)).toEqual(['id', 'Board Date']);
  });

  it('tells of every name that the instance does not have, and what was meant', () => {
    const choices = [choice('usr'), choice('organisation'), choice('user', ['nme', 'zzz']), choice('constructor')];
    const { problems } = applyChoices([user, program], choices, ['organization']);
    expect(problems.map(({ problem }) => problem)).toEqual([
      'names usr, a stream that this instance does not have (did you mean user?)',
      'names organisation, a stream that this instance does not have (did you mean organization?)',
      'names user:nme, a field that this instance does not have (did you mean name?)',
      'names user:zzz, a field that this instance does not have',
      'names constructor, a stream that this instance does not have',
    ]);
  });
});
