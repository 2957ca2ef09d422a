import type { DatasetPicture, DatasetSummary } from '../../../electron/contract/datasets.ts';
import { usePreview } from './use-previews.tsx';

type Classes = DatasetSummary['classes'];

/** A picture of a dataset with its boxes, outlines and its mask drawn over it, as large as its place. */
export function Thumb({ picture, classes }: { picture: DatasetPicture; classes: Classes }) {
  const shown = usePreview('picture', picture);
  const mask = usePreview('mask', picture.mask);
  return (
    <span className="datasets-thumb">
      {shown?.state === 'ready' ? (
        <img src={shown.url} alt={picture.name} draggable={false} />
      ) : (
        <span className="datasets-thumb-none">
          {shown?.state === 'missing' ? 'The picture is missing on disk, or cannot be shown' : ''}
        </span>
      )}
      {mask?.state === 'ready' && shown?.state === 'ready' && <img src={mask.url} alt="" draggable={false} />}
      {(picture.boxes?.length ?? 0) > 0 && <Boxes picture={picture} classes={classes} />}
    </span>
  );
}

/** A coloured line between black and white, in the colour of what the class means; the same width whatever the picture's size. */
function Boxes({
  picture: { width, height, boxes = [] },
  classes,
}: {
  picture: DatasetPicture;
  classes: Classes;
}) {
  return (
    <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="xMidYMid meet" aria-hidden>
      {boxes.map(({ class: name, box: [x, y, w, h], polygon }, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- a list of boxes never changes its order
        <g key={i} data-verdict={classes.find((each) => each.name === name)?.verdict ?? 'info'}>
          {['white', 'black', 'line'].map((ring) =>
            polygon ? (
              <polygon key={ring} className={`datasets-box-${ring}`} points={polygon.join(' ')} />
            ) : (
              <rect key={ring} className={`datasets-box-${ring}`} {...{ x, y, width: w, height: h }} />
            ),
          )}
        </g>
      ))}
    </svg>
  );
}
