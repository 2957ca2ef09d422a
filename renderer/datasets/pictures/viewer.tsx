import { CloseButton } from '@mantine/core';
import type { DatasetPicture, DatasetSummary } from '../../../electron/contract/datasets.ts';
import { Facts } from '../../components/facts/facts.tsx';
import { Thumb } from './thumb.tsx';
import { usePreview } from './use-previews.tsx';

interface Props {
  readonly picture: DatasetPicture;
  readonly classes: DatasetSummary['classes'];
  readonly onClose: () => void;
}

/** One picture, larger, and all that is known of it; beside the grid, which keeps the focus. */
export function Viewer({ picture, classes, onClose }: Props) {
  const { name, width, height, page, class: shows, split, group, boxes = [], mask } = picture;
  const drawn = usePreview('mask', mask);
  const named = [...new Set(boxes.map((box) => box.class))].map(
    (each) => `${boxes.filter((box) => box.class === each).length} ${each}`,
  );
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Class', shows],
    ['Boxes', boxes.length === 0 ? undefined : named.join(', ')],
    [
      'Mask',
      mask && (drawn?.state === 'missing' ? 'there, but cannot be drawn here' : 'drawn over the picture'),
    ],
    ['Side', split ?? 'none yet'],
    ['Group', group],
    ['Size', `${width} × ${height}`],
    ['Page', page?.toString()],
    ['Author', picture.author],
    ['Source', picture.source],
    ['Licence', picture.licence],
  ];
  return (
    <aside className="datasets-viewer" aria-label="Picture">
      <header>
        <h2 title={name}>{name}</h2>
        <CloseButton aria-label="Close the picture" onClick={onClose} />
      </header>
      <div className="datasets-viewer-picture">
        <Thumb picture={picture} classes={classes} />
      </div>
      <Facts look="plain" of={facts} />
    </aside>
  );
}
