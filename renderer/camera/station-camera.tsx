import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from 'react';
import type { CameraReport, NamedSetup, Setup } from '../../electron/contract/setup.ts';
import { useStation } from '../app/station.tsx';
import { holdsLease } from './obstacle.ts';
import { useCamera, useCameraState } from './camera-context.tsx';
import type { CameraState } from './camera.ts';
import { askedOf } from './setup.ts';
import { storeChoice, type CameraChoice } from './sources/source.ts';
import { answering } from './sources/which.ts';

/** The station's camera as this window serves it. */
export interface StationCamera {
  /** The setup in force; null: none, or not known yet. */
  readonly setup: NamedSetup | null;
  /** Takes the camera into use that answers in the place of the bound one; null where nothing answers, or this person may not. */
  readonly useIt: (() => void) | null;
}

const StationCameraContext = createContext<StationCamera>({ setup: null, useIt: null });

export const useStationCamera = (): StationCamera => useContext(StationCameraContext);

/** A locked setting that reads otherwise is asked for again this often. */
const againMs = 3000;

/** Opens the camera that the setup names, and tells the station what answered: after every opening, before every lot, and when it asks. */
export function StationCameraProvider({ children }: { children: ReactNode }) {
  const { client, status, about, me } = useStation();
  const camera = useCamera();
  const { choice, track, label, fault } = useCameraState();
  const setup = useSetup();
  const held = holdsLease({ status, session: about?.session ?? null });
  const phase = status?.camera.phase ?? 'unbound';
  /** Once it has opened, the camera is to become the bound one. */
  const taking = useRef(false);

  const isCamera = choice.kind === 'camera';
  useEffect(() => {
    if (!isCamera || setup === null) return;
    const wanted = choiceOf(setup.setup);
    // Another reference is no reason to open the camera anew.
    if (JSON.stringify(wanted) !== JSON.stringify(camera.state().choice)) camera.choose(wanted);
  }, [setup, isCamera, camera]);

  const unread = phase === 'unread';
  useEffect(() => {
    if (client === null || !held || track === null) return;
    const report = async () => {
      await client.camera.report(reportOf({ label, track }));
      if (!taking.current) return;
      taking.current = false;
      await client.camera.use();
    };
    // A line that breaks here ends in `connection`; what the station thinks of the camera is in its status.
    report().catch(() => undefined);
  }, [client, held, track, label, unread]);

  const unlike = phase === 'unlike' && held && client !== null && track !== null;
  useEffect(() => {
    if (!unlike) return;
    const again = async () => {
      await track.set();
      await client.camera.report(reportOf({ label, track }));
    };
    const timer = setInterval(() => void again().catch(() => undefined), againMs);
    return () => clearInterval(timer);
  }, [unlike, client, track, label]);

  const answers = useMemo(() => (fault?.code === 'camera-other' ? answering(fault.data) : null), [fault]);
  const isBound = status?.camera.setup != null;
  const mayUse = me !== null && (me.role !== 'technician' || !isBound);
  const take = useCallback(() => {
    if (answers !== null) {
      taking.current = isBound;
      if (!isBound) storeChoice(answers, localStorage);
      camera.choose(answers);
    } else client?.camera.use().catch(() => undefined);
  }, [answers, isBound, camera, client]);
  const useIt = mayUse && (answers !== null || (isCamera && phase === 'other')) ? take : null;

  const value = useMemo(() => ({ setup, useIt }), [setup, useIt]);
  return <StationCameraContext value={value}>{children}</StationCameraContext>;
}

function useSetup(): NamedSetup | null {
  const { client, status } = useStation();
  const [setup, setSetup] = useState<NamedSetup | null>(null);
  const sha256 = status?.camera.setup;
  useEffect(() => {
    if (client === null || typeof sha256 !== 'string') return;
    const gone = new AbortController();
    client.camera.setup(undefined, { signal: gone.signal }).then(setSetup, () => undefined);
    return () => gone.abort();
  }, [client, sha256]);
  return setup?.sha256 === sha256 ? setup : null;
}

const choiceOf = ({ camera: { label, deviceId }, settings }: Setup): CameraChoice => ({
  kind: 'camera',
  label,
  deviceId: deviceId || null,
  asked: askedOf(settings),
  bound: true,
});

/** USB is the station's to know. */
export const reportOf = ({
  label,
  track,
}: Pick<CameraState, 'label'> & { track: NonNullable<CameraState['track']> }): CameraReport => ({
  camera: { label, deviceId: track.deviceId, usb: null },
  track: track.id,
  read: track.read(),
});
