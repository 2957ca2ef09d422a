import { z } from 'zod';
import { LoupeError } from '../../contract/errors.ts';
import { personId, personSchema, roles, type Person, type Role } from '../../contract/people.ts';
import { causeOf, jsonBytes, readIfThere, writeWhole } from '../durable.ts';
import type { Platform } from '../platform.ts';
import { sequential } from '../sequential.ts';
import { matches, pinPattern, pinSchema, storePin, waitSeconds } from './pin.ts';

/** The people of this station. Their names live here and nowhere else; the journal knows ids, and no id is ever given twice. */
export interface Accounts {
  list(): readonly Person[];
  find(id: string): Person | null;
  /** Who acts until somebody signs in: the technician without a PIN, or else nobody that is known. */
  first(): Person;
  /**
   * The person, if the PIN is theirs; who has none needs none.
   * @throws LoupeError `not-found`; `wrong-pin` with the seconds to wait. While somebody has to wait no PIN is looked at. The count is
   *   kept in memory: a restart of the host forgets it.
   */
  signIn(id: string, pin?: string): Promise<Person>;
  /** @throws LoupeError `bad-input`, `not-written` */
  add(person: { name: string; role: Role; pin?: string | undefined }): Promise<Person>;
  /** @throws LoupeError `not-found`; `conflict` for the last admin; `not-written` */
  remove(id: string): Promise<void>;
}

const path = 'people.json';

const storedPerson = z.strictObject({
  id: personId,
  name: personSchema.shape.name,
  role: z.enum(roles),
  pin: pinSchema.optional(),
});
const peopleSchema = z.strictObject({
  people: z.array(storedPerson),
  /** Ids of people who were removed. */
  removed: z.array(z.string()),
});
type People = z.infer<typeof peopleSchema>;
type Stored = People['people'][number];

const first: People = {
  people: [
    { id: 'technician', name: 'Technician', role: 'technician' },
    { id: 'qa-lead', name: 'QA lead', role: 'qa' },
    { id: 'admin', name: 'Admin', role: 'admin' },
  ],
  removed: [],
};

/**
 * Reads `people.json`; at the first start there are a technician, a QA lead and an admin without PIN.
 * @throws LoupeError `conflict` when the file cannot be read as people
 */
export async function openAccounts({ platform }: { platform: Platform }): Promise<Accounts> {
  const { files, clock } = platform;
  const exclusive = sequential();
  let known = await read(platform);
  const wrong = new Map<string, { count: number; until: number }>();

  const stored = (id: string): Stored => {
    const found = known.people.find((person) => person.id === id);
    if (found === undefined) throw new LoupeError('not-found', { what: 'person', id });
    return found;
  };

  async function save(next: People): Promise<void> {
    try {
      await writeWhole(files, path, jsonBytes(next));
    } catch (error) {
      throw new LoupeError('not-written', { cause: causeOf(error) }, { cause: error });
    }
    known = next;
  }

  return {
    list: () => known.people.map(shown),
    find: (id) => {
      const found = known.people.find((person) => person.id === id);
      return found === undefined ? null : shown(found);
    },
    first() {
      const person = known.people.find(({ role, pin }) => role === 'technician' && pin === undefined);
      return person === undefined
        ? { id: 'nobody', name: 'Nobody', role: 'technician', hasPin: false }
        : shown(person);
    },

    async signIn(id, pin = '') {
      const person = stored(id);
      if (person.pin === undefined) return shown(person);
      const before = wrong.get(id) ?? { count: 0, until: 0 };
      const left = Math.ceil((before.until - clock.monotonic()) / 1000);
      if (left > 0) throw new LoupeError('wrong-pin', { waitSeconds: left });
      // Counted before it is looked at, so that many tries at once are many tries.
      const count = before.count + 1;
      wrong.set(id, { count, until: clock.monotonic() + 1000 * waitSeconds(count) });
      if (!(await matches(pin, person.pin)))
        throw new LoupeError('wrong-pin', { waitSeconds: waitSeconds(count) });
      wrong.delete(id);
      return shown(person);
    },

    add: ({ name, role, pin }) =>
      exclusive(async () => {
        if (pin !== undefined && !pinPattern.test(pin))
          throw new LoupeError('bad-input', {
            what: 'PIN',
            got: `${pin.length} characters`,
            allowed: '4 to 12 digits',
          });
        const checked = storedPerson.omit({ id: true, pin: true }).safeParse({ name, role });
        if (!checked.success)
          throw new LoupeError('bad-input', {
            what: 'person',
            got: z.prettifyError(checked.error),
            allowed: `a name of 1 to 80 characters and one of the roles ${roles.join(', ')}`,
          });
        const taken = new Set([...known.people.map((one) => one.id), ...known.removed, 'system']);
        const person: Stored = {
          id: freeId(checked.data.name, taken),
          ...checked.data,
          ...(pin === undefined ? {} : { pin: await storePin(pin, platform.random(16)) }),
        };
        await save({ ...known, people: [...known.people, person] });
        return shown(person);
      }),

    remove: (id) =>
      exclusive(async () => {
        const person = stored(id);
        const people = known.people.filter((one) => one.id !== id);
        if (person.role === 'admin' && !people.some((one) => one.role === 'admin'))
          throw new LoupeError('conflict', { what: 'the last admin cannot be removed' });
        await save({ people, removed: [...known.removed, id] });
        wrong.delete(id);
      }),
  };
}

const shown = ({ id, name, role, pin }: Stored): Person => ({ id, name, role, hasPin: pin !== undefined });

/** `Ana María` as `ana-maria`, with a number where that is taken. */
function freeId(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 32)
    .replace(/-$/, '');
  const base = plain === '' ? 'person' : plain;
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`;
    if (!taken.has(id)) return id;
  }
}

async function read({ files }: Platform): Promise<People> {
  const bytes = await readIfThere(files, path);
  if (bytes === null) return first;
  let found: unknown;
  try {
    found = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new LoupeError('conflict', { what: `${path} is not JSON` }, { cause: error });
  }
  const parsed = peopleSchema.safeParse(found);
  if (!parsed.success)
    throw new LoupeError('conflict', { what: `${path}: ${z.prettifyError(parsed.error)}` });
  return parsed.data;
}
