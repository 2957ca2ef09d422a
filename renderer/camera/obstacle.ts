import type { Status } from '../../electron/contract/station.ts';
import type { CameraState } from './camera.ts';
import { inUnits, settingWords } from './settings.ts';
import { namesOf } from './sources/which.ts';
import type { Connection } from '../host.ts';
import { fault, type Fault } from '../words/fault.ts';

interface Facts {
  readonly connection: Connection;
  readonly status: Status | null;
  readonly session: string | null;
  readonly camera: CameraState;
}

/** This window holds camera and trigger. */
export const holdsLease = ({ status, session }: Pick<Facts, 'status' | 'session'>): boolean =>
  session !== null && status?.lease?.session === session;

/** Why nothing can be inspected now, the first cause first; null when it can. */
export const obstacleOf = (facts: Facts): Fault | null =>
  stationObstacle(facts) ?? (facts.status && modelObstacle(facts.status)) ?? cameraObstacle(facts);

/** Why no picture can be taken and kept now, whether or not a model could judge it; null when it can. */
export const captureObstacleOf = (facts: Facts): Fault | null =>
  stationObstacle(facts) ?? cameraObstacle(facts);

function stationObstacle({ connection, status, session }: Facts): Fault | null {
  if (connection.phase === 'lost') return fault('host-lost');
  if (connection.phase === 'connecting' || status === null || session === null) return fault('connecting');
  if (status.lease !== null && status.lease.session !== session)
    return fault('lease-held', { by: status.lease.person });
  if (!status.journal.ok) return fault('journal-stopped', { cause: status.journal.why ?? 'unknown' });
  return status.disk.ok ? null : fault('disk-low', status.disk);
}

function modelObstacle({ model }: Status): Fault | null {
  if (model.state === 'failed')
    return fault('model-unavailable', { cause: model.why ?? 'it does not start' });
  if (model.active === null && model.state === 'starting') return fault('model-starting');
  return model.active === null ? fault('model-unavailable', { cause: model.why ?? 'none is active' }) : null;
}

function cameraObstacle({ camera, status }: Facts): Fault | null {
  if (camera.fault !== null) return camera.fault;
  if (camera.phase !== 'live') return fault('camera-starting');
  return camera.kind === 'camera' && status !== null ? unfitOf(status.camera) : null;
}

/** Why the station does not judge pictures of the camera that answers. */
function unfitOf({ phase, bound, answers, differences }: Status['camera']): Fault | null {
  switch (phase) {
    case 'unbound':
    case 'ready':
      return null;
    case 'unread':
      return fault('camera-starting');
    case 'other':
      return fault('camera-other', namesOf(answers ?? '', bound ?? ''));
    case 'unlike': {
      const [first] = differences;
      if (first === undefined) return fault('camera-starting');
      const { setting, setup, now } = first;
      const said = { asked: inUnits(setting, setup), says: inUnits(setting, now) };
      return fault('camera-settings', { setting: settingWords[setting], ...said });
    }
  }
}
