import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { implement } from '@orpc/server';
import { WebSocketServer, type WebSocket } from 'ws';
import { contract } from '../electron/contract/contract.ts';
import { LoupeError } from '../electron/contract/errors.ts';
import type { EventData, EventKind } from '../electron/contract/events.ts';
import { door, serve, type Context } from '../electron/contract/server.ts';
import { socketWire, type Socket } from '../electron/contract/socket-wire.ts';
import { encodeScoreMap, encodeY4m } from '../ml/image/y4m.ts';
import type { Verdict } from '../ml/verdict/result.ts';

// A host that answers the reading half of the contract from a made-up journal in memory, and serves a folder of built pages: enough for the
// projection and for History, without a camera, a model or a disk.

const stationId = 'bench1aaaa';
const journalId = 'made-up-journal';
const size = { width: 640, height: 360 };
const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A grey gradient with a darker blot where the finding is. */
function picture(): Uint8Array<ArrayBuffer> {
  const { width, height } = size;
  const data = new Uint8Array((width * height * 3) / 2).fill(128);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const steel = 90 + 60 * Math.sin(x / 90) + 20 * Math.sin(y / 40);
      data[y * width + x] = Math.hypot(x - 250, y - 150) < 18 ? 30 : steel;
    }
  return encodeY4m({ ...size, layout: 'i420', colour: { matrix: 'bt709', range: 'limited' }, data });
}
function scoreMap(): Uint8Array<ArrayBuffer> {
  const values = Float32Array.from({ length: 40 * 23 }, (_, i) =>
    Math.exp(-Math.hypot((i % 40) - 15.6, Math.floor(i / 40) - 9.4) / 3),
  );
  return encodeScoreMap({ width: 40, height: 23, values, onFrame: [0, 0, size.width, size.height] });
}

/** A journal of `count` lines: a segment snapshot, then inspections, one line in thirty a label. Hashes are real. */
export class SyntheticJournal {
  readonly lines: string[] = [];
  readonly images = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly #next = chance(1);
  readonly #picture = picture();
  readonly #map = scoreMap();
  #hash = '0'.repeat(64);
  /** When the first line was written; half a minute between lines. */
  readonly #began: number;
  readonly listeners = new Set<() => void>();

  constructor(count: number, now: number) {
    this.images.set(sha256(this.#picture), this.#picture);
    this.images.set(sha256(this.#map), this.#map);
    this.#began = now - count * 30_000;
    for (let i = 0; i < count; i++) this.add();
  }

  get head(): number {
    return this.lines.length;
  }

  /** The next line of a day at the bench. */
  add(): void {
    const seq = this.head + 1;
    if (seq === 1)
      this.#append('segment.opened', {
        format: 1,
        app: 'bench',
        previous: null,
        counters: { inspections: 0, verdicts: { pass: 0, defect: 0, unsure: 0, 'no-result': 0 } },
        openTray: null,
        activeModel: null,
        setup: null,
        samplePolicy: null,
      });
    else if (seq > 100 && seq % 30 === 0)
      this.#append('label.set', {
        inspection: `${stationId}-${seq - 7}`,
        replaces: [],
        verdict: this.#next() < 0.8 ? 'pass' : 'defect',
      });
    else if (seq > 100 && seq % 45 === 1)
      this.#append('review.requested', { inspection: `${stationId}-${seq - 3}`, why: 'near threshold' });
    else this.#append('inspection.recorded', this.#inspection(seq));
    for (const listener of this.listeners) listener();
  }

  #append<K extends EventKind>(kind: K, data: EventData<K>): void {
    const seq = this.head + 1;
    const at = new Date(this.#began + seq * 30_000).toISOString();
    const by = { id: seq % 3 ? 'a-kaya' : 'm-ortiz', role: 'technician' };
    const body = JSON.stringify({
      seq,
      v: 1,
      at,
      journal: journalId,
      by,
      kind,
      data,
      prev: this.#hash,
    }).slice(0, -1);
    this.#hash = sha256(body);
    this.lines.push(`${body},"hash":"${this.#hash}"}`);
  }

  #inspection(seq: number): EventData<'inspection.recorded'> {
    const dice = this.#next();
    const verdict: Verdict =
      dice < 0.9 ? 'pass' : dice < 0.96 ? 'defect' : dice < 0.99 ? 'unsure' : 'no-result';
    const score = { pass: 0.1, defect: 0.9, unsure: 0.4, 'no-result': 0 }[verdict] + this.#next() / 20;
    const box: [number, number, number, number] = [226, 126, 48, 48];
    const findings =
      verdict === 'defect' || verdict === 'unsure'
        ? [
            { kind: 'box' as const, box, class: 'pit', score, lengthMm: 1 + this.#next() * 2 },
            ...(this.#next() < 0.4
              ? [
                  {
                    kind: 'box' as const,
                    box: [420, 80, 90, 30] as [number, number, number, number],
                    class: 'scratch',
                    score: score * 0.8,
                    lengthPx: 92,
                  },
                ]
              : []),
          ]
        : [];
    const names = ['Kerrison 40-552', 'Adson forceps 12', 'Metzenbaum 18', 'Rongeur 3 mm', 'Mayo-Hegar 20'];
    // One picture in fifty is not there, as after a disk was lost.
    const image = {
      sha256: seq % 50 === 0 ? sha256(`gone ${seq}`) : sha256(this.#picture),
      type: 'y4m' as const,
      ...size,
      bytes: this.#picture.length,
    };
    const reason = verdict === 'no-result' ? { reason: 'picture-black' as const } : {};
    return {
      identity: {
        instrument: names[Math.floor(this.#next() * names.length)]!,
        serial: String(1000 + Math.floor(this.#next() * 9000)),
        tray: `T-${Math.floor(seq / 12) % 40}`,
      },
      image,
      source: { kind: 'camera', label: 'Bench 1', frame: seq },
      setup: null,
      plan: null,
      trigger: 'key',
      verdict,
      ...reason,
      score,
      steps: [
        {
          model: 'instruments',
          version: seq % 1000 < 600 ? 13 : 14,
          sha256: sha256('model'),
          verdict,
          ...reason,
          score,
          thresholds: { pass: 0.21, defect: 0.5 },
          findings,
          map: { sha256: sha256(this.#map), width: 40, height: 23, onFrame: [0, 0, size.width, size.height] },
          engine: {
            provider: 'cpu',
            runtime: 'onnxruntime-node 1.30.0',
            device: 'cpu',
            kernel: 'area/u8 f77c671afe0f',
          },
          ms: { preprocess: 2.1, run: 33.4, decode: 0.4 },
        },
      ],
      times: { triggered: new Date(this.#began + seq * 30_000).toISOString(), judgeMs: 41.2 },
    };
  }
}

function routerOf(journal: SyntheticJournal) {
  const { about } = contract.station;
  const { get, requestReview } = contract.inspection;
  const { read, watch, line, said } = contract.journal;
  const sub = {
    station: { about },
    inspection: { get, requestReview },
    journal: { read, watch, line, said },
    images: { read: contract.images.read },
  };
  const os = implement(sub).$context<Context>().use(door);
  const lineAt = (seq: number) => {
    const found = journal.lines[seq - 1];
    if (!found) throw new LoupeError('not-found', { what: 'line', id: String(seq) });
    return found;
  };
  return os.router({
    station: {
      about: os.station.about.handler(() => ({
        stationId,
        journalId,
        app: 'bench',
        format: 1,
        host: 'bench',
        session: 'stage',
      })),
    },
    inspection: {
      get: os.inspection.get.handler(({ input: { id } }) => {
        const { seq, at, by, hash, data } = JSON.parse(lineAt(Number(id.split('-')[1]))) as {
          seq: number;
          at: string;
          by: { id: string };
          hash: string;
          data: EventData<'inspection.recorded'>;
        };
        return { ...data, id, seq, at, by: by.id, hash };
      }),
      requestReview: os.inspection.requestReview.handler(() => undefined),
    },
    journal: {
      read: os.journal.read.handler(({ input: { after, limitBytes } }) => {
        const page: string[] = [];
        for (let bytes = 0, i = after; i < journal.head && bytes < limitBytes; i++) {
          page.push(journal.lines[i]!, '\n');
          bytes += journal.lines[i]!.length + 1;
        }
        return { lines: new TextEncoder().encode(page.join('')), head: journal.head, followed: [] };
      }),
      watch: os.journal.watch.handler(async function* ({ signal }) {
        while (!signal?.aborted) {
          yield { journal: journalId, station: stationId, head: journal.head, followed: [] };
          await new Promise<void>((resolve) => {
            const moved = () => {
              journal.listeners.delete(moved);
              resolve();
            };
            journal.listeners.add(moved);
            signal?.addEventListener('abort', moved);
          });
        }
      }),
      // It says nothing of other stations.
      said: os.journal.said.handler(({ input: { before } }) => ({ lines: new Uint8Array(), upTo: before })),
      line: os.journal.line.handler(({ input: { seq } }) => ({
        line: lineAt(seq),
        segment: '000000000001.jsonl',
      })),
    },
    images: {
      read: os.images.read.handler(({ input }) => {
        const bytes = journal.images.get(input.sha256);
        if (!bytes) throw new LoupeError('not-found', { what: 'image', id: input.sha256 });
        return { type: 'y4m', bytes };
      }),
    },
  });
}

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** Serves `folder` and the contract on a free port of the loopback. @returns its address and how to stop it */
export async function serveSynthetic(journal: SyntheticJournal, folder: string) {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://x').pathname);
    readFile(join(folder, path)).then(
      (bytes) =>
        response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream').end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  const sockets = new WebSocketServer({ server, path: '/rpc' });
  const person = { id: 'a-kaya', name: 'A. Kaya', role: 'qa' as const, hasPin: false };
  sockets.on('connection', (socket: WebSocket) => {
    const context: Context = {
      session: { id: 'stage', person: () => person },
      log: (entry) => console.error(entry),
    };
    serve(socketWire(socket as unknown as Socket), routerOf(journal), context);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      server.close();
    },
  };
}
