import type { Words } from '../catalogue.ts';
import { camera } from './camera.ts';
import { codes } from './codes.ts';
import { datasetErrors } from './datasets.ts';
import { reasons } from './reasons.ts';
import { registryFaults } from './registry.ts';
import { station } from './station.ts';

export const en: Words = {
  errors: { ...camera, ...codes, ...station },
  datasetErrors,
  registryFaults,
  reasons,
  verdicts: { pass: 'PASS', defect: 'DEFECT', unsure: 'UNSURE', 'no-result': 'NO RESULT' },
  dispositions: {
    'leave-to-qa': 'Leave to QA',
    repair: 'Repair',
    // A hyphen that does not break: the button is narrow.
    're-clean': 'Re‑clean',
    replace: 'Replace',
    discard: 'Discard',
  },
  roles: { technician: 'Technician', qa: 'QA lead', admin: 'Admin' },
};
