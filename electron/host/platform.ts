import type { Port } from '../contract/port.ts';
import type { Updates } from '../contract/updates.ts';

/**
 * The world, handed in. The host takes clock, chance, files, processes and secrets from here and from nowhere else,
 * so that the same host runs in Electron, in plain Node and in tests that cut the power.
 */
export interface Platform {
  readonly clock: Clock;
  readonly files: Files;
  /** `count` random bytes. */
  random(count: number): Uint8Array;
  /** A folder outside the data folder, by its absolute path. It is other software's: Loupe only reads there. */
  outside(path: string): OutsideFolder;
  /** A folder outside the data folder that Loupe writes to, by its absolute path: a registry on a network drive. */
  shared(path: string): Files;
  /** Starts a worker process. */
  spawn(worker: WorkerName): WorkerProcess;
  /** Small secrets (the station's private key) by name; null when there is none yet. */
  readonly secrets: {
    read(name: string): Promise<Uint8Array | null>;
    write(name: string, value: Uint8Array): Promise<void>;
  };
  /** Variables of the environment; only MLflow's own are looked at. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  log(entry: { level: 'info' | 'warn' | 'error'; what: string; [detail: string]: unknown }): void;
  /** Updates of the program, where the shell does them: on the desktop. */
  readonly updates?: Updates;
  /** Name and version of the runtime, for the record. */
  readonly runtime: string;
}

export interface Clock {
  /** Wall clock, milliseconds since 1970. For display only: order is the journal's. */
  now(): number;
  /** Milliseconds that only grow. */
  monotonic(): number;
  setTimeout(run: () => void, ms: number): { cancel(): void };
}

export type WorkerName = 'inference' | 'image' | 'training' | 'devices';

export interface WorkerProcess {
  readonly port: Port;
  kill(): void;
  /** Resolves once, with the exit code or the signal's name. */
  readonly exited: Promise<string | number>;
  /** Resident bytes; null when the process is gone or cannot be asked. */
  memory(): Promise<number | null>;
}

/**
 * Files below the station's data folder; paths are relative, with `/`. Durability is explicit: bytes are safe only after `sync` of the
 * file, and a name only after `syncFolder` of its folder.
 */
export interface Files {
  /** @throws FileError `missing` */
  read(path: string): Promise<Uint8Array>;
  readRange(path: string, from: number, to: number): Promise<Uint8Array>;
  /** Opens for appending; creates the file when it is not there. */
  append(path: string): Promise<AppendHandle>;
  /** Creates a file that must not exist yet. */
  create(path: string): Promise<AppendHandle>;
  /**
   * Opens a file that is there, to be written over from its start. Its size stays unless more is written. Until `sync` has resolved a power
   * cut may leave any mixture of old and new pages.
   * @throws FileError `missing`
   */
  overwrite(path: string): Promise<AppendHandle>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  truncate(path: string, size: number): Promise<void>;
  makeFolder(path: string): Promise<void>;
  /** Names in a folder, sorted; [] when the folder is missing. */
  list(path: string): Promise<string[]>;
  /** null when missing */
  stat(path: string): Promise<{ size: number; folder: boolean } | null>;
  /** What tells this file from every copy of it. @throws FileError `missing` */
  identity(path: string): Promise<string>;
  syncFolder(path: string): Promise<void>;
  freeBytes(): Promise<number>;
  /** Takes the folder for this process; null when another live process has it. */
  lock(): Promise<{ release(): Promise<void> } | null>;
}

export interface AppendHandle {
  write(bytes: Uint8Array): Promise<void>;
  /** Data of this file is on disk when it resolves. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface OutsideFolder {
  /** The files in it, not those below it; null while there is no such folder. */
  list(): Promise<readonly OutsideFile[] | null>;
  /** @throws FileError */
  read(name: string): Promise<Uint8Array>;
}
export interface OutsideFile {
  readonly name: string;
  readonly size: number;
  /** Last written, milliseconds since 1970. */
  readonly at: number;
  /** What tells one state of the file from another. */
  readonly stamp: string;
}

export class FileError extends Error {
  readonly code: 'missing' | 'exists' | 'no-space' | 'io' | 'denied';
  constructor(code: FileError['code'], message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'FileError';
    this.code = code;
  }
}
