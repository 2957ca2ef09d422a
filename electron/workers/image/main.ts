import type { ImagingAnswers, ImagingAsks } from '../../contract/imaging.ts';
import { portToHost } from '../port.ts';
import { serve } from '../serve.ts';
import { decode } from './decode.ts';
import { encode } from './encode.ts';
import { decodeMask } from './mask.ts';

serve<ImagingAsks, ImagingAnswers>(portToHost(), { decode, decodeMask, encode });
