import type { FrameHeader } from '../../electron/contract/frame-lane.ts';
import type { Host } from '../host.ts';
import { contentDigest } from '../../ml/image/checks/digest.ts';
import type { CameraState, Taken } from './camera.ts';
import { readPlanes } from './planes.ts';

/** Sends a picture on the frame lane. @returns its name, once the host has it. @throws FrameNotTaken */
export async function sendLive(
  host: Pick<Host, 'sendFrame'>,
  live: Taken,
  { kind, label }: Pick<CameraState, 'kind' | 'label'>,
): Promise<string> {
  // As old as it was when somebody meant it: reading and sending it makes it no less true.
  const ageMs = performance.now() - live.at;
  const { data, width, height, layout, colour } = await readPlanes(live.frame);
  const id = crypto.randomUUID();
  const source = { kind, label: label.slice(0, 500), frame: live.number };
  const camera = await cameraOf(live);
  await host.sendFrame({ id, width, height, layout, colour, source, ageMs, ...(camera && { camera }) }, data);
  return id;
}

async function cameraOf({ camera }: Taken): Promise<FrameHeader['camera'] | null> {
  if (camera === null) return null;
  const { track, everyMs, before } = camera;
  return {
    track,
    ...(everyMs !== undefined && { everyMs }),
    ...(before !== null && { before: contentDigest(await readPlanes(before)) }),
  };
}
