import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';

// The lock is a folder of numbered files, each holding its process; the highest number owns the data folder. A dead owner is overtaken
// by creating the next number, which only one process can: renaming or removing a stale file instead could hit a fresh one.

interface Holder {
  readonly pid: number;
  readonly started: string;
}

/** Takes the data folder for this process; null when another live process has it. The folder belongs on a local disk. */
export async function takeLock(data: string): Promise<{ release(): Promise<void> } | null> {
  const folder = join(data, 'lock');
  await fs.mkdir(folder, { recursive: true });
  const own = join(folder, `${randomUUID()}.part`);
  const self: Holder = { pid: process.pid, started: startOf(process.pid) ?? 'unknown' };
  await fs.writeFile(own, JSON.stringify(self), { mode: 0o600 });
  try {
    const before = await numbers(folder);
    const owner = before.at(-1);
    if (owner !== undefined && (await alive(join(folder, String(owner))))) return null;
    const number = (owner ?? 0) + 1;
    const mine = join(folder, String(number));
    try {
      await publish(own, mine);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null;
      throw error;
    }
    // A listing taken while another process overtook may have shown neither number.
    if ((await numbers(folder)).some((other) => other > number)) {
      await fs.rm(mine, { force: true });
      return null;
    }
    for (const old of before) await fs.rm(join(folder, String(old)), { force: true });
    return { release: () => fs.rm(mine, { force: true }) };
  } finally {
    await fs.rm(own, { force: true });
  }
}

/** Linking makes the number appear with its content in one step; disks without links (exFAT) get an exclusive copy. */
async function publish(own: string, mine: string): Promise<void> {
  try {
    await fs.link(own, mine);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    await fs.copyFile(own, mine, fs.constants.COPYFILE_EXCL);
  }
}

async function numbers(folder: string): Promise<number[]> {
  return (await fs.readdir(folder))
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}

async function alive(file: string): Promise<boolean> {
  let holder: Holder;
  try {
    holder = JSON.parse(await fs.readFile(file, 'utf8')) as Holder;
  } catch {
    return false;
  }
  return startOf(holder.pid) === holder.started;
}

/** When a process started, so that a reused number is not taken for its former bearer; null when there is none. */
function startOf(pid: number): string | null {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return null;
  }
  if (process.platform === 'linux') {
    try {
      // After the name in brackets come 19 fields up to the start in clock ticks since boot (proc_pid_stat(5), field 22).
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (fields[0] === 'Z') return null;
      return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}-${fields[19]}`;
    } catch {
      return null;
    }
  }
  if (process.platform === 'win32') return `boot-${Math.round((Date.now() / 1000 - uptime()) / 600)}`;
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}
