/** The journal's own rule: `hash` is the SHA-256 of the line's bytes before `,"hash"`. */
export async function hashOfLine(line: string): Promise<string> {
  const signed = line.slice(0, line.lastIndexOf(',"hash"'));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(signed));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
