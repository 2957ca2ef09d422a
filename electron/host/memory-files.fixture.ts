import { parentOf } from './durable.ts';
import { checkedPath } from './node/disk-files.ts';
import { FileError, type AppendHandle, type Files } from './platform.ts';
import { seeded } from './seeded.fixture.ts';

/** Files in memory that keep only what was synced, for tests that cut the power and fail calls. */
export interface MemoryFiles extends Files {
  /**
   * Drops what was not synced, as a disk may: of unsynced names the newest changes, of unsynced bytes all, a tail, or a tail that reads
   * as zeros, and of bytes written over, page by page, the old or the new. Changing calls fail until `powerOn`, and handles opened before
   * for good.
   */
  cutPower(): void;
  /** Cuts the power in the middle of the `n`-th changing call from now (1 = the next): it may have happened or not. */
  cutAt(n: number): void;
  /** The `n`-th changing call from now (1 = the next) fails with `code`. */
  failAt(n: number, code: 'EIO' | 'ENOSPC'): void;
  /** Takes back a failure that was not reached. */
  disarm(): void;
  /** Changing calls so far; the last armed failure happened when `failed()`. */
  calls(): number;
  failed(): boolean;
  /** File syncs so far. */
  syncs(): number;
  setFreeBytes(bytes: number): void;
  /** The machine starts again: locks are gone, calls work. */
  powerOn(): void;
  /** Overwrites a byte in place and durably, as a failing disk or a stranger would. */
  flip(path: string, offset: number): void;
}

interface Inode {
  readonly id: number;
  bytes: Uint8Array;
  durable: Uint8Array;
  /** Written over since the last sync. */
  overwritten: boolean;
  /** A failed sync threw these bytes away: they read well from the cache, but no later sync writes them. */
  lost: { from: number; to: number } | null;
}
type Folder = { readonly folder: true; readonly id: number };
type Node = Inode | Folder;
type Names = Map<string, Node>;
/** One atomic change of names. */
type Change = readonly (readonly [path: string, node: Node | null])[];

const isFolder = (node: Node): node is Folder => 'folder' in node;
const root: Folder = { folder: true, id: 0 };

export function createMemoryFiles({ seed = 1 }: { seed?: number } = {}): MemoryFiles {
  const chance = seeded(seed);
  let names: Names = new Map([['', root]]);
  const durableNames: Names = new Map([['', root]]);
  let pending: Change[] = [];
  let nextId = 1;
  let calls = 0;
  let syncs = 0;
  let failure: { at: number; code: 'EIO' | 'ENOSPC' } | null = null;
  let failed = false;
  let cut = Infinity;
  let free = 1e12;
  let locked = false;
  let epoch = 0;
  let dark = false;

  const apply = (to: Names, change: Change) => {
    for (const [path, node] of change) {
      if (node === null) to.delete(path);
      else to.set(path, node);
    }
  };
  const rename = (change: Change) => {
    apply(names, change);
    pending.push(change);
  };

  /** Counts a changing call; `then` runs unless this call was told to fail. */
  async function change<T>(path: string, then: () => T, onFailure?: () => void): Promise<T> {
    checkedPath(path);
    await Promise.resolve();
    if (dark) throw new FileError('io', `${path}: the power was cut`);
    calls++;
    if (failure?.at === calls) {
      const { code } = failure;
      failure = null;
      failed = true;
      onFailure?.();
      throw new FileError(code === 'ENOSPC' ? 'no-space' : 'io', `${path}: ${code} (injected)`);
    }
    if (calls === cut) {
      try {
        if (chance() < 0.5) then();
      } finally {
        cutPower();
      }
      throw new FileError('io', `${path}: the power was cut`);
    }
    return then();
  }

  function inode(path: string): Inode {
    checkedPath(path);
    const found = names.get(path);
    if (found === undefined || isFolder(found)) throw new FileError('missing', `${path}: no such file`);
    return found;
  }
  function needFolder(path: string): void {
    const found = names.get(path);
    if (found === undefined || !isFolder(found)) throw new FileError('missing', `${path}: no such folder`);
  }

  /** Writes go to the file's end, or from its start when it is written over. */
  function handle(path: string, file: Inode, over = false): AppendHandle {
    let at = 0;
    const born = epoch;
    const check = () => {
      if (born !== epoch) throw new FileError('io', `${path}: the power was cut`);
    };
    return {
      write: (bytes) => {
        const copy = bytes.slice();
        const add = (part: Uint8Array) => {
          check();
          if (!over) file.bytes = concat(file.bytes, part);
          else {
            const rest = file.bytes.subarray(at + part.length);
            file.bytes = concat(concat(file.bytes.subarray(0, at), part), rest);
            file.overwritten = true;
            at += part.length;
          }
        };
        // A failing write leaves some of its bytes behind.
        return change(
          path,
          () => add(copy),
          () => add(copy.subarray(0, Math.floor(chance() * copy.length))),
        );
      },
      sync: () =>
        change(
          path,
          () => {
            check();
            syncs++;
            file.durable = withoutLost(file, file.bytes.slice());
            file.overwritten = false;
          },
          () => {
            const from = file.overwritten ? 0 : (file.lost?.from ?? file.durable.length);
            file.lost = { from, to: file.bytes.length };
          },
        ),
      close: () => change(path, () => {}),
    };
  }

  function cutPower(): void {
    epoch++;
    dark = true;
    failure = null;
    cut = Infinity;
    // A journaling disk keeps the order of names: some of the oldest unsynced changes survive, the newest do not.
    for (const one of pending.slice(0, Math.floor(chance() * (pending.length + 1)))) apply(durableNames, one);
    pending = [];
    names = new Map([...durableNames].filter(([path]) => reachable(durableNames, path)));
    const seen = new Set<Inode>();
    for (const node of names.values()) {
      if (isFolder(node) || seen.has(node)) continue;
      seen.add(node);
      node.bytes = torn(node, chance);
      node.durable = node.bytes.slice();
      node.lost = null;
      node.overwritten = false;
    }
  }

  return {
    read: async (path) => {
      await Promise.resolve();
      return inode(path).bytes.slice();
    },
    readRange: async (path, from, to) => {
      await Promise.resolve();
      return inode(path).bytes.slice(from, to);
    },
    append: (path) =>
      change(path, () => {
        const found = names.get(path);
        if (found !== undefined) return handle(path, inode(path));
        needFolder(parentOf(path));
        const file = newFile(nextId++);
        rename([[path, file]]);
        return handle(path, file);
      }),
    create: (path) =>
      change(path, () => {
        needFolder(parentOf(path));
        if (names.has(path)) throw new FileError('exists', `${path}: exists`);
        const file = newFile(nextId++);
        rename([[path, file]]);
        return handle(path, file);
      }),
    overwrite: (path) => change(path, () => handle(path, inode(path), true)),
    rename: (from, to) =>
      change(from, () => {
        const file = inode(from);
        needFolder(parentOf(to));
        rename([
          [from, null],
          [to, file],
        ]);
      }),
    remove: (path) =>
      change(path, () => {
        inode(path);
        rename([[path, null]]);
      }),
    truncate: (path, size) =>
      change(path, () => {
        const file = inode(path);
        file.bytes = file.bytes.slice(0, size);
        if (file.lost && file.lost.from >= size) file.lost = null;
      }),
    makeFolder: (path) =>
      change(path, () => {
        const parts = checkedPath(path);
        parts.forEach((_, i) => {
          const folder = parts.slice(0, i + 1).join('/');
          if (!names.has(folder)) rename([[folder, { folder: true, id: nextId++ }]]);
        });
      }),
    list: async (path) => {
      await Promise.resolve();
      return [...names.keys()]
        .filter((name) => name !== '' && parentOf(name) === path)
        .map((name) => name.slice(path === '' ? 0 : path.length + 1))
        .sort();
    },
    stat: async (path) => {
      checkedPath(path);
      await Promise.resolve();
      const found = names.get(path);
      if (found === undefined) return null;
      return isFolder(found) ? { size: 0, folder: true } : { size: found.bytes.length, folder: false };
    },
    syncFolder: (path) =>
      change(path, () => {
        needFolder(path);
        const mine = (one: Change) => one.some(([name]) => name !== '' && parentOf(name) === path);
        for (const one of pending.filter(mine)) apply(durableNames, one);
        pending = pending.filter((one) => !mine(one));
      }),
    identity: async (path) => {
      await Promise.resolve();
      return `memory-${inode(path).id}`;
    },
    freeBytes: () => Promise.resolve(free),
    lock: () => {
      if (locked) return Promise.resolve(null);
      locked = true;
      return Promise.resolve({
        release: () => {
          locked = false;
          return Promise.resolve();
        },
      });
    },

    cutPower,
    cutAt(n) {
      cut = calls + n;
    },
    failAt(n, code) {
      failed = false;
      failure = { at: calls + n, code };
    },
    disarm() {
      failure = null;
    },
    calls: () => calls,
    failed: () => failed,
    syncs: () => syncs,
    setFreeBytes: (bytes) => {
      free = bytes;
    },
    powerOn: () => {
      locked = false;
      dark = false;
    },
    flip(path, offset) {
      const file = inode(path);
      for (const bytes of [file.bytes, file.durable]) {
        const old = bytes[offset];
        if (old !== undefined) bytes[offset] = old ^ 1;
      }
    },
  };
}

const newFile = (id: number): Inode => ({
  id,
  bytes: new Uint8Array(),
  durable: new Uint8Array(),
  overwritten: false,
  lost: null,
});

function reachable(names: Names, path: string): boolean {
  return path === '' || (names.has(parentOf(path)) && reachable(names, parentOf(path)));
}

/** What a disk may hold of a file after the power was cut: an unsynced truncation may have happened or not, unsynced bytes in part. */
function torn(file: Inode, chance: () => number): Uint8Array {
  const { durable, overwritten } = file;
  const bytes = overwritten ? mixed(file, chance) : file.bytes;
  let common = overwritten ? Math.min(bytes.length, durable.length) : 0;
  while (common < bytes.length && common < durable.length && bytes[common] === durable[common]) common++;
  if (common < durable.length && chance() < 0.5) return durable.slice();
  const end = common + Math.floor(chance() * (bytes.length - common + 1));
  const kept = withoutLost(file, bytes.slice(0, end));
  if (chance() < 0.3) kept.fill(0, common + Math.floor(chance() * (end - common + 1)));
  return kept;
}

/** Smaller than a real one, so that a small file has several. */
const pageBytes = 64;

/** A file that is being written over: of every page the old bytes or the new. */
function mixed({ bytes, durable }: Inode, chance: () => number): Uint8Array {
  const both = bytes.slice();
  for (let at = 0; at < Math.min(both.length, durable.length); at += pageBytes)
    if (chance() < 0.5) both.set(durable.subarray(at, Math.min(at + pageBytes, both.length)), at);
  return both;
}

/** What a failed sync threw away is on the disk as it was before it. */
function withoutLost({ lost, durable }: Inode, bytes: Uint8Array): Uint8Array {
  for (let at = lost?.from ?? 0; at < Math.min(lost?.to ?? 0, bytes.length); at++)
    bytes[at] = durable[at] ?? 0;
  return bytes;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
