import type { Placement } from '../image/geometry.ts';
import type { Tile } from '../image/tiles.ts';
import type { Manifest } from '../package/manifest.ts';
import type { Decoded } from '../verdict/result.ts';
import { decode, type OutputTensor } from './decode.ts';
import { mergeSightings } from './merge.ts';
import { DecodeError, type Scene, type SceneOf } from './output.ts';
import { judgeScores, scoresOf } from './score-map.ts';
import { evidenceOf, judgePlanes, planesOf } from './segmentation.ts';
import { stitch, type Stitched } from './stitch.ts';

/** What a model said of one tile. */
export interface TileAnswer {
  readonly tile: Tile;
  readonly placement: Placement;
  readonly outputs: ReadonlyMap<string, OutputTensor>;
}

/** A box that ends this near to a border of its tile is taken for cut by it, in pixels of the tensor: detectors round inwards. */
const cutWithin = 4;

/**
 * What the answers to all tiles of a frame say together: maps are stitched, boxes merged across borders, of class scores the worst tile's
 * stand. Findings lie in pixels of the frame. Throws `DecodeError` as `decode` does.
 */
export function decodeTiles(
  manifest: Manifest,
  answers: readonly TileAnswer[],
  frame: { readonly width: number; readonly height: number },
): Decoded {
  const { outputs, input } = manifest;
  const scale = input.tile?.scale ?? 1;
  const span = { width: input.width / scale, height: input.height / scale };
  const sceneOf = ({ tile, placement, outputs: tensors }: TileAnswer): Scene => ({
    manifest,
    tensors,
    frame: tile,
    placement,
  });
  switch (outputs.family) {
    case 'score-map': {
      const whole = stitch(
        answers.map((answer) => {
          const scores = scoresOf({ ...sceneOf(answer), outputs });
          return { tile: answer.tile, ...scores, rank: scores.values };
        }),
        frame,
        span,
      );
      return judgeScores(wholeScene(manifest, outputs, whole, frame), whole);
    }
    case 'segmentation': {
      const whole = stitch(
        answers.map((answer) => {
          const scene = { ...sceneOf(answer), outputs };
          const planes = planesOf(scene);
          return { tile: answer.tile, ...planes, rank: evidenceOf(scene, planes) };
        }),
        frame,
        span,
      );
      return judgePlanes(wholeScene(manifest, outputs, whole, frame), whole);
    }
    case 'classes':
      return worstOf(
        answers.map(({ tile, placement, outputs: tensors }) => decode(manifest, tensors, tile, placement)),
      );
    default: {
      const sightings = answers.flatMap(({ tile, placement, outputs: tensors }) =>
        decode(manifest, tensors, tile, placement).findings.map((finding) => {
          const [x, y, width, height] = finding.box;
          return { tile, finding: { ...finding, box: [x + tile.x, y + tile.y, width, height] as const } };
        }),
      );
      const tiles = answers.map(({ tile }) => tile);
      const found = mergeSightings(sightings, frame, tiles, { iou: outputs.iou, margin: cutWithin / scale });
      const findings = found.slice(0, outputs.maxDetections);
      const means = new Map(manifest.classes.map(({ name, verdict }) => [name, verdict]));
      const defects = findings.filter((each) => means.get(each.class) === 'defect');
      return { score: defects.reduce((most, { score }) => Math.max(most, score), 0), findings };
    }
  }
}

/** The stitched map as one large model would have given it: a tensor that lies on the frame pixel by pixel. */
function wholeScene<Outputs extends SceneOf<'score-map' | 'segmentation'>['outputs']>(
  manifest: Manifest,
  outputs: Outputs,
  { width, height, pixel, pooled }: Stitched,
  frame: Scene['frame'],
) {
  const input = { ...manifest.input, width: width * pixel[0], height: height * pixel[1] };
  return {
    manifest: { ...manifest, input },
    outputs: { ...outputs, minArea: outputs.minArea / pooled ** 2 },
    tensors: new Map<string, OutputTensor>(),
    frame,
    placement: { scaleX: 1, scaleY: 1, left: 0, top: 0 },
  };
}

/** Of class scores: the tile with the strongest evidence; without classes that mean a defect, the one whose first class is surest. */
function worstOf(tiles: readonly Decoded[]): Decoded {
  const sure = ({ score, classes }: Decoded) => [score, classes?.[0]?.score ?? 0] as const;
  const [first, ...more] = tiles;
  if (first === undefined) throw new DecodeError('there are no tiles');
  return more.reduce((worst, each) => {
    const [mine, worsts] = [sure(each), sure(worst)];
    return mine[0] > worsts[0] || (mine[0] === worsts[0] && mine[1] > worsts[1]) ? each : worst;
  }, first);
}
