import type { Placement } from '../image/geometry.ts';
import type { Manifest } from '../package/manifest.ts';
import type { Decoded } from '../verdict/result.ts';
import { decodeCentreNet } from './centernet.ts';
import { decodeClasses } from './classes.ts';
import { DecodeError, type OutputTensor, type Scene } from './output.ts';
import { decodeDetections } from './detections.ts';
import { decodeScoreMap } from './score-map.ts';
import { decodeSegmentation } from './segmentation.ts';
import { decodeSsd } from './ssd.ts';
import { decodeYolov5 } from './yolov5.ts';
import { decodeYolov8 } from './yolov8.ts';
import { decodeYolox } from './yolox.ts';

export { DecodeError, type OutputTensor };

/**
 * What a model's output tensors say. `score` is evidence of a defect, 0 to 1, whatever the task; findings lie in pixels of the frame,
 * clipped to it, the strongest first. Throws `DecodeError` (`bad-output`) when the tensors are not what the manifest promises.
 */
export function decode(
  manifest: Manifest,
  outputs: ReadonlyMap<string, OutputTensor>,
  frame: { readonly width: number; readonly height: number },
  placement: Placement,
): Decoded {
  const scene = { manifest, tensors: outputs, frame, placement };
  const decoded = decodeFamily(scene);
  if (!(decoded.score >= 0 && decoded.score <= 1)) throw new DecodeError(`the score is ${decoded.score}`);
  return decoded;
}

function decodeFamily(scene: Scene): Decoded {
  const { outputs } = scene.manifest;
  switch (outputs.family) {
    case 'classes':
      return decodeClasses({ ...scene, outputs });
    case 'score-map':
      return decodeScoreMap({ ...scene, outputs });
    case 'segmentation':
      return decodeSegmentation({ ...scene, outputs });
    case 'yolox':
      return decodeYolox({ ...scene, outputs });
    case 'yolov8':
      return decodeYolov8({ ...scene, outputs });
    case 'yolov5':
      return decodeYolov5({ ...scene, outputs });
    case 'detections':
      return decodeDetections({ ...scene, outputs });
    case 'ssd':
      return decodeSsd({ ...scene, outputs });
    case 'centernet':
      return decodeCentreNet({ ...scene, outputs });
  }
}
