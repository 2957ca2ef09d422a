import { useEffect, useState } from 'react';
import type { Client } from '../../../electron/contract/client.ts';
import type { TrainingDetail } from '../../../electron/contract/training-runs.ts';
import './saved-grid.css';

interface Props {
  readonly client: Client | null;
  readonly detail: TrainingDetail;
}

/** Pictures that a run learnt from and, below each, a copy varied as it was trained with; nothing for a run that varies nothing. */
export function SavedGrid({ client, detail: { run, grid } }: Props) {
  const { url, failed } = useGrid(client, grid === null ? null : run.id);
  if (grid === null) return null;
  return (
    <figure className="saved-grid">
      <figcaption>Pictures it learns from, and a varied copy below each</figcaption>
      {url !== null && <img src={url} alt="Augmented pictures, the originals above" />}
      {failed && `Its picture, ${grid}, is no longer in the run’s folder.`}
    </figure>
  );
}

interface Shown {
  readonly of: string | null;
  /** A blob address while the picture is at hand. */
  readonly url: string | null;
  readonly failed: boolean;
}

function useGrid(client: Client | null, run: string | null): Shown {
  const [shown, setShown] = useState<Shown>({ of: null, url: null, failed: false });
  useEffect(() => {
    if (client === null || run === null) return;
    let gone = false;
    let url: string | null = null;
    client.training.grid({ run }).then(
      (bytes) => {
        if (gone) return;
        url = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: 'image/png' }));
        setShown({ of: run, url, failed: false });
      },
      () => gone || setShown({ of: run, url: null, failed: true }),
    );
    return () => {
      gone = true;
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [client, run]);
  return shown.of === run ? shown : { of: null, url: null, failed: false };
}
