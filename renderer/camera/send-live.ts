import type { Host } from '../host.ts';
import type { CameraState, Live } from './camera.ts';
import { readPlanes } from './planes.ts';

/** Sends a picture on the frame lane. @returns its name, once the host has it. @throws FrameNotTaken */
export async function sendLive(
  host: Pick<Host, 'sendFrame'>,
  live: Live,
  { kind, label }: Pick<CameraState, 'kind' | 'label'>,
): Promise<string> {
  const { data, width, height, layout, colour } = await readPlanes(live.frame);
  const id = crypto.randomUUID();
  const source = { kind, label: label.slice(0, 500), frame: live.number };
  const ageMs = performance.now() - live.at;
  await host.sendFrame({ id, width, height, layout, colour, source, ageMs }, data);
  return id;
}
