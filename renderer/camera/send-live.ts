import type { Host } from '../host.ts';
import type { CameraState, Taken } from './camera.ts';
import { readPlanes } from './planes.ts';

/** Sends a picture on the frame lane, and closes it. @returns its name, once the host has it. @throws FrameNotTaken */
export async function sendLive(
  host: Pick<Host, 'sendFrame'>,
  live: Taken,
  { kind, label }: Pick<CameraState, 'kind' | 'label'>,
): Promise<string> {
  // As old as it was when somebody meant it: reading and sending it makes it no less true.
  const ageMs = performance.now() - live.at;
  const { data, width, height, layout, colour } = await readPlanes(live.frame).finally(() =>
    live.frame.close(),
  );
  const id = crypto.randomUUID();
  const source = { kind, label: label.slice(0, 500), frame: live.number };
  const camera = live.camera === null ? {} : { camera: definedOf(live.camera) };
  await host.sendFrame({ id, width, height, layout, colour, source, ageMs, ...camera }, data);
  return id;
}

const definedOf = ({ track, everyMs, before }: NonNullable<Taken['camera']>) => ({
  track,
  ...(everyMs !== undefined && { everyMs }),
  ...(before !== undefined && { before }),
});
