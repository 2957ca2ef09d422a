/** Electron's switches as they have to stand in the packed binary, in the order of its wire (reference: electron/docs/tutorial/fuses.md). */
export const wantedFuses = {
  runAsNode: false,
  cookieEncryption: true,
  nodeOptions: false,
  nodeCliInspect: false,
  embeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
} as const;

/** What marks the wire in the binary; after it come a version, a length, and a character a fuse. */
export const fuseSentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/**
 * The fuses that a binary holds and that do not stand as wanted, in words; [] when all do.
 * Fuses that Electron added since are none of ours and stand as it ships them.
 */
export function fuseProblems(binary: Buffer): string[] {
  const at = binary.indexOf(fuseSentinel);
  if (at < 0) return ['the binary has no fuses'];
  const wire = binary.subarray(at + fuseSentinel.length);
  const [version, length = 0] = wire;
  if (version !== 1) return [`fuses of version ${version}, known is 1`];
  const states = wire.subarray(2, 2 + length).toString('latin1');
  return Object.entries(wantedFuses).flatMap(([name, on], i) =>
    states[i] === (on ? '1' : '0')
      ? []
      : [`${name} is ${JSON.stringify(states[i] ?? 'missing')}, wanted ${on ? '1' : '0'}`],
  );
}
