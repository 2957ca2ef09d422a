import { useEffect, useMemo, useRef, useState } from 'react';
import type { Client } from '../../../../electron/contract/client.ts';
import { variedCopy, type Levels } from '../../../../ml/train/augmentation-grid.ts';
import type { Augmentation } from '../../../../ml/train/augmentation.ts';
import type { Picture } from '../../../../ml/train/network.ts';
import { decodePicture } from '../../../components/picture/decode.ts';
import { levelsOf, rgbaOfLevels } from './vary.ts';

interface Props {
  readonly client: Client | null;
  /** SHA-256 of the pictures. */
  readonly images: readonly string[];
  readonly input: Picture;
  readonly augmentation: Augmentation;
  readonly seed: number;
}

/** What the network will see: each picture as it is, and below it a copy varied as training varies it. */
export function AugmentationGrid({ client, images, input, augmentation, seed }: Props) {
  const levels = useLevels(client, images, input);
  if (images.length === 0)
    return <p className="full-note">The grid shows pictures once a dataset is chosen.</p>;
  if (levels === null) return <p className="full-note">Reading {images.length} pictures…</p>;
  if (levels.length === 0)
    return <p className="full-note">These pictures cannot be read, so nothing can be shown.</p>;
  return (
    <div className="grid-of-two" role="group" aria-label="Augmented pictures, the originals above">
      {levels.map((each, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- the order is the dataset's and never changes within one grid
        <div key={i}>
          <Cell levels={each} label={`Original ${i + 1}`} />
          <Varied {...{ levels: each, augmentation, seed, place: i }} />
        </div>
      ))}
    </div>
  );
}

function Varied(props: { levels: Levels; augmentation: Augmentation; seed: number; place: number }) {
  const { levels, augmentation, seed, place } = props;
  const copy = useMemo(
    () => variedCopy(levels, augmentation, seed, place),
    [levels, augmentation, seed, place],
  );
  return <Cell levels={copy} label={`Augmented ${place + 1}`} />;
}

function Cell({ levels, label }: { levels: Levels; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const { width, height } = levels;
    canvas.current?.getContext('2d')?.putImageData(new ImageData(rgbaOfLevels(levels), width, height), 0, 0);
  }, [levels]);
  return <canvas ref={canvas} width={levels.width} height={levels.height} role="img" aria-label={label} />;
}

/** Stored pictures at the size of the network's input; null while they are read. One that cannot be read is left out. */
function useLevels(
  client: Client | null,
  images: readonly string[],
  input: Picture,
): readonly Levels[] | null {
  const [read, setRead] = useState<{ readonly of: string; readonly levels: readonly Levels[] } | null>(null);
  const { width, height, channels } = input;
  const key = JSON.stringify([images, width, height, channels]);
  useEffect(() => {
    if (client === null) return;
    let gone = false;
    const [all, w, h, c] = JSON.parse(key) as [string[], number, number, number];
    const picture = { width: w, height: h, channels: c };
    void Promise.all(all.map((sha256) => levelsOfImage(client, sha256, picture).catch(() => null))).then(
      (levels) => gone || setRead({ of: key, levels: levels.filter((one) => one !== null) }),
    );
    return () => {
      gone = true;
    };
  }, [client, key]);
  return read?.of === key ? read.levels : null;
}

async function levelsOfImage(client: Client, sha256: string, picture: Picture): Promise<Levels> {
  const { width, height } = picture;
  const bytes = await client.images.preview({ sha256, width: Math.min(1920, Math.max(32, width)) });
  const drawable = await decodePicture('jpeg', new Uint8Array(bytes));
  try {
    const context = new OffscreenCanvas(width, height).getContext('2d');
    if (context === null) throw new Error('no canvas to read the picture with');
    context.drawImage(drawable.source, 0, 0, width, height);
    return levelsOf(context.getImageData(0, 0, width, height).data, picture);
  } finally {
    drawable.close();
  }
}
