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
import { useStation } from '../../app/station.tsx';
import { createBringing, type Asked, type Bringing, type Progress } from './bringing.ts';
import type { BroughtFolder, PassedOver } from './brought-folder.ts';

/** A folder that somebody brought. It outlives a look at another screen and a change of role. */
export interface Brought {
  readonly folder: BroughtFolder;
  /** The dataset it is to be added to; null: a new one. */
  readonly into: string | null;
  /** Null until somebody says so. */
  readonly asked: Asked | null;
  readonly progress: Progress | null;
}
/** A folder that has arrived: its dataset, and what did not become part of it, file by file. */
export interface Arrived {
  readonly name: string;
  readonly passedOver: readonly PassedOver[];
}
interface Bring {
  /** The last one, until somebody has seen it. */
  readonly arrived: Arrived | null;
  readonly forget: () => void;
  readonly brought: Brought | null;
  readonly take: (folder: BroughtFolder, into: string | null) => void;
  readonly run: (asked: Asked) => void;
  readonly add: () => void;
  /** Stops what is under way; the folder stays, for another try. */
  readonly cancel: () => void;
  readonly leave: () => void;
}

const BringContext = createContext<Bring | null>(null);

export function useBring(): Bring {
  const bring = useContext(BringContext);
  if (bring === null) throw new Error('there is no <BringProvider> above this screen');
  return bring;
}

export function BringProvider({ children }: { children: ReactNode }) {
  const { client } = useStation();
  const [brought, setBrought] = useState<Brought | null>(null);
  const [arrived, setArrived] = useState<Arrived | null>(null);
  const work = useRef<Bringing | null>(null);
  const datasets = useRef(client?.datasets ?? null);
  useEffect(() => {
    datasets.current = client?.datasets ?? null;
  }, [client]);

  const take = useCallback((folder: BroughtFolder, into: string | null) => {
    work.current?.cancel();
    work.current = createBringing(
      folder,
      () => datasets.current,
      (progress) => {
        if (progress.at === 'done') {
          setArrived({ name: progress.summary.name, passedOver: progress.passedOver });
          setBrought(null);
        } else setBrought((now) => (now?.folder === folder && now.asked ? { ...now, progress } : now));
      },
    );
    setBrought({ folder, into, asked: null, progress: null });
  }, []);
  const run = useCallback((asked: Asked) => {
    setBrought((now) => now && { ...now, asked, progress: { at: 'sending', files: 0, bytes: 0 } });
    void work.current?.run(asked);
  }, []);
  const cancel = useCallback(() => {
    work.current?.cancel();
    setBrought((now) => now && { ...now, asked: null, progress: null });
  }, []);
  const leave = useCallback(() => {
    work.current?.cancel();
    work.current = null;
    setBrought(null);
  }, []);
  const asked = brought?.asked ?? null;
  const add = useCallback(() => {
    if (asked === null) return;
    setBrought((now) => now && { ...now, progress: { at: 'opening', done: 0, total: 0 } });
    void work.current?.add(asked);
  }, [asked]);
  const forget = useCallback(() => setArrived(null), []);
  const value = useMemo(
    () => ({ brought, arrived, take, run, add, cancel, leave, forget }),
    [brought, arrived, take, run, add, cancel, leave, forget],
  );
  return <BringContext value={value}>{children}</BringContext>;
}
