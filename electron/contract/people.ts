import { z } from 'zod';

export const roles = ['technician', 'qa', 'admin'] as const;
export type Role = (typeof roles)[number];

/** A role may do what every lower role may do. */
export const rank: Record<Role, number> = { technician: 0, qa: 1, admin: 2 };

export const personId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);

/** Names live in the settings; the journal knows people by id. */
export const personSchema = z.strictObject({
  id: personId,
  name: z.string().trim().min(1).max(80),
  role: z.enum(roles),
  /** Whether signing in asks for a PIN. */
  hasPin: z.boolean(),
});
export type Person = z.infer<typeof personSchema>;

/** Who acted: a real person, or the station itself. */
export const actorSchema = z.union([
  z.strictObject({ id: personId, role: z.enum(roles) }),
  z.strictObject({ id: z.literal('system'), role: z.literal('system') }),
]);
export type Actor = z.infer<typeof actorSchema>;
export const system: Actor = { id: 'system', role: 'system' };
