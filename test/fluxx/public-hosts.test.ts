import { describe, expect, it } from '@jest/globals';
import { isPublicAddress } from '../../src/fluxx/public-hosts.ts';

describe('An address', () => {
  it.each(['8.8.8.8', '93.184.216.34', '172.15.0.1', '172.32.0.1', '100.63.0.1', '2606:4700::1111', '2001:db9::1'])(
    'of the internet may be asked: %s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    '127.0.0.1',
    '127.255.0.1',
    '0.0.0.0',
    '10.0.0.5',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fd00:ec2::254',
    'ff02::1',
    '::ffff:10.0.0.1',
    '::ffff:a9fe:a9fe',
    '::127.0.0.1',
    '::ffff:0:127.0.0.1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::a00:1',
    '2002:a9fe:a9fe::',
    '2001::1',
    '2001:db8::1',
    'fec0::1',
    '168.63.129.16',
    'localhost',
    '',
  ])('of a machine beside ours, or none at all, may not: %j', (address) =>
    expect(isPublicAddress(address)).toBe(false),
  );
});
