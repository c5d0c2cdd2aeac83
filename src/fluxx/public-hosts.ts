import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** What is said of a host that must not be asked, in the place of a code of the network. */
export const privateAddress = 'PRIVATE_ADDRESS';

/** Addresses that are no host of the internet: of this machine, of a private network, of the cloud's own services. */
const privateRanges = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
  ['168.63.129.16', 32], // of Azure's own services, on every machine there
] as const) {
  privateRanges.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['2001::', 23], // of protocols, among them tunnels that carry any IPv4 address
  ['2001:db8::', 32],
  ['2002::', 16], // IPv4 addresses, 10.0.0.1 as well as others
  ['3fff::', 20],
] as const) {
  privateRanges.addSubnet(network, prefix, 'ipv6');
}
/** All that was ever given to hosts of the internet; what is outside may carry an IPv4 address, or lead nowhere. */
const globalIpv6 = new BlockList();
globalIpv6.addSubnet('2000::', 3, 'ipv6');

/** Whether an address, without brackets, is one of the internet. Anything that is no address is none. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 6) return globalIpv6.check(address, 'ipv6') && !privateRanges.check(address, 'ipv6');
  return family === 4 && !privateRanges.check(address, 'ipv4');
}

/**
 * Looks a name up, and fails with PRIVATE_ADDRESS when it leads to an address that is not of the internet. At every
 * connection: a name that was harmless a moment ago may lead elsewhere now.
 */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    const [first] = addresses;
    if (!first) return callback(Object.assign(new Error('The name has no address.'), { code: 'ENOTFOUND' }), []);
    if (!addresses.every(({ address }) => isPublicAddress(address))) {
      return callback(Object.assign(new Error('The name leads to a private address.'), { code: privateAddress }), []);
    }
    return options.all ? callback(null, [...addresses]) : callback(null, first.address, first.family);
  });
};
