import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { accountProcedures } from './accounts.ts';
import { adoptingProcedures } from './adopting.ts';
import { cameraProcedures } from './camera.ts';
import { datasetProcedures } from './datasets.ts';
import { devicesSchema } from './devices.ts';
import { evaluationProcedures } from './evaluations.ts';
import { fleetProcedures } from './fleet.ts';
import { folderProcedures } from './folder.ts';
import { imageProcedures } from './images.ts';
import { inspectionProcedures } from './inspection.ts';
import { journalProcedures } from './journal.ts';
import { modelProcedures } from './models.ts';
import { admin, technician } from './procedure.ts';
import { quickTeachContract } from './quick-teach.ts';
import { registryProcedures } from './registry.ts';
import { registryAccessProcedures } from './registry-access.ts';
import { reviewProcedures } from './review.ts';
import { sampleProcedures } from './samples.ts';
import { stationProcedures } from './station.ts';
import { trainingRunsContract } from './training-runs.ts';
import { installOutcomeSchema, updateStatusSchema } from './updates.ts';

// The whole conversation between a screen (or the command line) and the station, in the order the data flows; each part in its own file.
// Frames never travel here: they have a lane of their own (frame-lane.ts).

export const contract = {
  station: stationProcedures,
  /** Of the program itself. */
  updates: {
    watch: technician.output(eventIterator(updateStatusSchema)),
    check: admin.output(z.void()),
    /** Begins only between two inspections, with no tray open, after a verified backup. */
    install: admin.output(installOutcomeSchema),
  },
  devices: {
    /** The USB cameras, to know one by more than its label. */
    watch: technician.output(eventIterator(devicesSchema)),
  },
  people: accountProcedures,
  inspection: inspectionProcedures,
  camera: cameraProcedures,
  folder: folderProcedures,
  journal: journalProcedures,
  images: imageProcedures,
  review: reviewProcedures,
  samples: sampleProcedures,
  datasets: datasetProcedures,
  training: trainingRunsContract,
  quickTeach: quickTeachContract,
  models: modelProcedures,
  evaluations: evaluationProcedures,
  registry: registryProcedures,
  adopting: adoptingProcedures,
  registryAccess: registryAccessProcedures,
  fleet: fleetProcedures,
} as const;

export type Contract = typeof contract;
