import { z } from 'zod';
import { personId, personSchema, roles } from './people.ts';
import { admin, technician } from './procedure.ts';

export const accountProcedures = {
  list: technician.output(z.array(personSchema)),
  me: technician.output(personSchema),
  signIn: technician
    .input(z.object({ person: personId, pin: z.string().max(20).optional() }))
    .output(personSchema),
  /** Back to whom a new window acts as: a technician without a PIN, or nobody. */
  signOut: technician.output(personSchema),
  add: admin
    .input(
      z.object({
        name: z.string().trim().min(1).max(80),
        role: z.enum(roles),
        pin: z
          .string()
          .regex(/^\d{4,12}$/)
          .optional(),
      }),
    )
    .output(personSchema),
  remove: admin.input(z.object({ person: personId })).output(z.void()),
};
