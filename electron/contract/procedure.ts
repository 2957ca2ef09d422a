import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorCodes } from './errors.ts';
import type { Role } from './people.ts';

/** Admin unless said otherwise, so that a forgotten role locks a door and never opens one. */
export const admin = oc.$meta<{ role: Role }>({ role: 'admin' }).errors(errorCodes);
export const technician = admin.meta({ role: 'technician' });
export const qa = admin.meta({ role: 'qa' });

export const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'bytes');
