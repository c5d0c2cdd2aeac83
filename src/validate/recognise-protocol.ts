import { isObject } from '../core/json.ts';
import type { Fields } from './fields.ts';

/** The two protocols that can be told apart. */
export type KnownProtocol = 'airbyte' | 'singer';

/** The types that a source may write, and whose they are; `both` is told by the shape. */
const owners: ReadonlyMap<string, KnownProtocol | 'both'> = new Map([
  ['SCHEMA', 'singer'],
  ['ACTIVATE_VERSION', 'singer'],
  ['BATCH', 'singer'],
  ['RECORD', 'both'],
  ['STATE', 'both'],
  ['LOG', 'airbyte'],
  ['SPEC', 'airbyte'],
  ['CONNECTION_STATUS', 'airbyte'],
  ['CATALOG', 'airbyte'],
  ['TRACE', 'airbyte'],
  ['CONTROL', 'airbyte'],
]);

/** Whether either protocol lets a source write this type. */
export function isKnownType(type: string): boolean {
  return owners.has(type);
}

/** The protocol that a message belongs to, by its type or else by its shape; nothing when neither tells. */
export function recogniseProtocol(type: string, message: Fields): KnownProtocol | undefined {
  const owner = owners.get(type);
  if (owner !== 'both') return owner;
  return type === 'RECORD' ? protocolOfRecord(message) : protocolOfState(message);
}

function protocolOfRecord(message: Fields): KnownProtocol | undefined {
  if (message['stream'] !== undefined) return 'singer';
  const record = message['record'];
  return isObject(record) && 'stream' in record && 'data' in record ? 'airbyte' : undefined;
}

function protocolOfState(message: Fields): KnownProtocol | undefined {
  if (message['value'] !== undefined) return 'singer';
  return message['state'] === undefined ? undefined : 'airbyte';
}
