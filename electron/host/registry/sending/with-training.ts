import type { PackageFiles } from '../../../../ml/package/files.ts';
import { LoupeError } from '../../../contract/errors.ts';
import type { Registry } from '../registry.ts';
import type { Runs } from '../runs.ts';
import { trainingNotes } from './notes.ts';
import type { Rooms } from './parcels.ts';

/**
 * Registers packages; where one was trained here, its training is begun there first, so that the registry can say where it comes from. What
 * the training was like is sent when its turn comes.
 */
export const registerWithTraining =
  (
    { runs, registry }: { readonly runs: Pick<Runs, 'open'>; readonly registry: Pick<Registry, 'register'> },
    rooms: Pick<Rooms, 'stationId' | 'training'>,
  ): Registry['register'] =>
  async (ref, files, tags) => {
    const training = trainingOf(rooms, files);
    if (training !== null) await runs.open(training.run, training.begun);
    await registry.register(ref, files, tags);
  };

/** Null where it was not trained here, or was forgotten. */
function trainingOf({ stationId, training }: Pick<Rooms, 'stationId' | 'training'>, files: PackageFiles) {
  try {
    const { trainingRun: id } = JSON.parse(new TextDecoder().decode(files.get('model.json'))) as {
      readonly trainingRun?: unknown;
    };
    return typeof id === 'string' ? trainingNotes(stationId, 0, training.get(id)) : null;
  } catch (error) {
    if (error instanceof LoupeError || error instanceof SyntaxError) return null;
    throw error;
  }
}
