/** Whether the system can keep a secret, or why not, in words for the log. */
export type Sealing = { readonly ok: true } | { readonly ok: false; readonly why: string };

/**
 * Electron's `safeStorage` on Linux without a key ring uses a password that is the same everywhere: that is plain text with extra steps, and
 * is refused.
 * @param backend what `safeStorage` has chosen; only Linux has a choice
 */
export function judgeSealing(system: NodeJS.Platform, available: boolean, backend: string): Sealing {
  if (!available) return { ok: false, why: 'this system offers no key store' };
  if (system !== 'linux') return { ok: true };
  if (backend === 'basic_text' || backend === 'unknown')
    return { ok: false, why: `there is no key ring (${backend}), and secrets would be plain text` };
  return { ok: true };
}
