// Plain JavaScript that any Node can read: it is what an old one is told.

/**
 * Why a Node cannot run Loupe, and what to type instead; null: it can.
 * @param {string} version its own, as `process.versions.node`
 * @returns {string | null}
 */
export function tooOld(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return null;
  return (
    `Loupe needs Node 22.18 or newer, and this is Node ${version}. On Linux x64 npm ci brings one, which \`npm start\` and \`npx loupe …\` ` +
    'use: type those. Elsewhere install one from https://nodejs.org and try again.'
  );
}
