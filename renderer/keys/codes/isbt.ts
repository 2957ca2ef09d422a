import { problem, type Reading } from './reading.ts';

/** Data structures of ISBT 128 for medical devices (ICCBBA ST-017), each of a fixed length. The longer marks come first. */
const structures: readonly (readonly [mark: string, content: RegExp, name: string])[] = [
  ['=/', /^[0-9A-Z]{16}/, 'device'],
  ['=,', /^[0-9A-Z]{6}/, 'serial'],
  ['=>', /^\d{6}/, 'expires'],
  ['=}', /^\d{6}/, 'made'],
  ['&,1', /^[0-9A-Z]{18}/, 'lot'],
  ['=', /^[0-9A-Z]{15}/, 'donation'],
];

/** An ISBT 128 label: a device identifier, and what else stands with it. */
export function readIsbt(text: string): Reading {
  const said = new Map<string, string>();
  let rest = text;
  while (rest !== '') {
    const structure = structures.find(([mark]) => rest.startsWith(mark));
    if (structure === undefined) return problem('code-field', { field: rest.slice(0, 3) });
    const [mark, pattern, name] = structure;
    const content = pattern.exec(rest.slice(mark.length))?.[0];
    if (content === undefined) return problem('code-incomplete', { field: mark });
    if (said.has(name)) return problem('code-broken');
    said.set(name, content);
    rest = rest.slice(mark.length + content.length);
  }
  const device = said.get('device');
  if (device === undefined) return problem('code-nothing');
  const serial = said.get('serial');
  return {
    kind: 'piece',
    identity: { instrument: device, ...(serial !== undefined && { serial }), udi: text },
  };
}
