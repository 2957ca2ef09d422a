import { installPackages, type Found, type Machine } from './setup-tests.ts';

/** Where Debian puts a Python with its bindings. */
const python = '/usr/bin/python3';
const packages = ['umockdev', 'gir1.2-umockdev-1.0', 'python3-gi'];
const asks = "import gi; gi.require_version('UMockdev', '1.0'); from gi.repository import UMockdev";

/**
 * umockdev, with which the tests plug USB devices into a bus that is not there (Debian and its kin only). Not having it is no failure.
 * `path`: the Python that has its bindings.
 */
export async function ensureUmockdev(machine: Machine): Promise<Found | { readonly why: readonly string[] }> {
  const { system, run } = machine;
  if (system !== 'linux') return { why: ['it is for Linux'] };
  // In a network of its own, as the tests run it.
  const there = async () => (await run('unshare', ['-rn', python, '-c', asks], 20_000)).code === 0;
  const found = { path: python, version: null };
  if (await there()) return found;
  if ((await run('unshare', ['-rn', 'true'], 20_000)).code !== 0)
    return { why: ['this system gives a program no network of its own (unshare -rn)'] };
  const failed = await installPackages(machine, packages);
  if (failed === null && (await there())) return found;
  return { why: [failed ?? 'the installed umockdev does not start'] };
}
