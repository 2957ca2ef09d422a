import { oc } from '@orpc/contract';
import { implement } from '@orpc/server';
import { expect, test } from 'vitest';
import { connect, errorCode, failedWith, type Client } from './client.ts';
import { contract, type Contract } from './contract.ts';
import { errorCodes, LoupeError } from './errors.ts';
import { rank, roles, type Role } from './people.ts';
import { door, os, serve, type Context, type Handlers } from './server.ts';

/** Who may do what, said a second time on purpose: a role that changes in the contract has to be changed here too. */
const expected: Record<Role, string> = {
  technician:
    'station.about station.status station.settings station.lease station.releaseLease updates.watch devices.watch people.list people.me people.signIn people.signOut ' +
    'inspection.judge inspection.tryPicture inspection.get inspection.correctIdentity inspection.dispose inspection.requestReview inspection.openTray ' +
    'inspection.closeTray camera.setup camera.report folder.watch folder.picture folder.judge journal.read journal.watch journal.said journal.line images.read images.preview models.list models.previous registryAccess.watch registryAccess.parked',
  // A line for each part of the contract.
  qa: [
    'camera.saveSetup camera.use camera.setReference camera.forget journal.verify',
    'review.label review.withdraw review.secondLook review.setPolicy',
    'samples.preview samples.freeze samples.usedIn samples.mistakes samples.study',
    'datasets.list datasets.watch datasets.get datasets.pictures datasets.upload datasets.forget datasets.import datasets.previewAdd datasets.add datasets.split datasets.keepIn',
    'datasets.quarantine datasets.setVerdict datasets.undo datasets.freeze datasets.collect datasets.takeOut datasets.export datasets.remove',
    'training.status training.recipes training.list training.watch training.get training.grid training.start training.stop training.cancel training.remove',
    'quickTeach.watch quickTeach.capture quickTeach.remove quickTeach.putBack quickTeach.startAnew quickTeach.train quickTeach.cancel quickTeach.tryIt quickTeach.save',
    'evaluations.list evaluations.answers evaluations.start evaluations.cancel evaluations.watch evaluations.compare evaluations.card evaluations.saveLimits',
    'registry.look registry.watch registry.register registry.rollback',
  ].join(' '),
  admin:
    'station.changeSettings station.apiTokens.list station.apiTokens.create station.apiTokens.revoke updates.check updates.install people.add people.remove ' +
    'models.activate models.examine models.tryDraft models.wrap models.install models.trust.list models.trust.add models.trust.remove registry.promote ' +
    'adopting.list adopting.bring adopting.wrap ' +
    'registryAccess.login registryAccess.logout registryAccess.tryIt registryAccess.again registryAccess.sendNow ' +
    'fleet.watch fleet.order fleet.trust fleet.followAnew fleet.timeline',
};

const named = (role: Role) => expected[role].split(' ');

type Tree =
  { readonly [name: string]: Tree } | { readonly '~orpc': { readonly meta: { readonly role?: Role } } };
const isProcedure = (tree: Tree): tree is { '~orpc': { meta: { role?: Role } } } => '~orpc' in tree;

/** Every procedure of a contract: its path and the role it asks for. */
function procedures(
  tree: Tree,
  path: readonly string[] = [],
): { path: readonly string[]; needs: Role | undefined }[] {
  if (isProcedure(tree)) return [{ path, needs: tree['~orpc'].meta.role }];
  return Object.entries(tree).flatMap(([name, branch]) => procedures(branch, [...path, name]));
}
const all = procedures(contract as unknown as Tree);

/** A host whose every procedure answers `conflict`: whoever hears that came past the door. */
function hollow(tree: Tree, builder: unknown): unknown {
  const at = builder as Record<string, unknown> & { handler(run: () => never): unknown };
  if (isProcedure(tree))
    return at.handler(() => {
      throw new LoupeError('conflict', { what: 'past the door' });
    });
  return Object.fromEntries(Object.entries(tree).map(([name, branch]) => [name, hollow(branch, at[name])]));
}

function withRole(role: Role): { client: Client; close: () => void } {
  const { port1, port2 } = new MessageChannel();
  const context: Context = {
    session: { id: 's', person: () => ({ id: 'p', name: 'P', role, hasPin: false }) },
    log: () => undefined,
  };
  serve(port2, hollow(contract as unknown as Tree, os) as Handlers, context);
  return { client: connect<Contract>(port1), close: () => port1.close() };
}

const callAt = async (client: unknown, path: readonly string[], input: unknown): Promise<unknown> => {
  let at = client as Record<string, unknown>;
  for (const name of path) at = at[name] as Record<string, unknown>;
  return (at as unknown as (input: unknown) => Promise<unknown>)(input).catch((error: unknown) => error);
};

test('every procedure asks for the role that the table above says', () => {
  const found = (role: Role) => all.filter(({ needs }) => needs === role).map(({ path }) => path.join('.'));
  for (const role of roles) expect(found(role), role).toEqual(named(role));
  expect(all).toHaveLength(roles.flatMap(named).length);
});

test.each(roles)('as %s: every procedure lets in or refuses, whatever the input', async (role) => {
  const { client, close } = withRole(role);
  let refused = 0;
  for (const { path, needs = 'admin' } of all)
    for (const input of [
      undefined,
      { nonsense: true },
      JSON.parse('{"__proto__":{"role":"admin"}}') as unknown,
    ]) {
      const error = await callAt(client, path, input);
      if (rank[role] >= rank[needs])
        expect(['conflict', 'bad-input'], path.join('.')).toContain(errorCode(error));
      else {
        refused++;
        expect(failedWith(error, 'not-allowed') && error.data, path.join('.')).toEqual({ needs });
      }
    }
  const above = roles.filter((other) => rank[other] > rank[role]).flatMap(named);
  expect(refused).toBe(above.length * 3);
  close();
});

test('a procedure without a role is the admin’s', async () => {
  const forgetful = { open: oc.errors(errorCodes), deep: { open: oc.$meta({}).errors(errorCodes) } };
  for (const role of roles) {
    const { port1, port2 } = new MessageChannel();
    const implementer = implement(forgetful)
      .$context<Context>()
      .use(door as never);
    const session = { id: 's', person: () => ({ id: 'p', name: 'P', role, hasPin: false }) };
    const router = {
      open: implementer.open.handler(() => 1),
      deep: { open: implementer.deep.open.handler(() => 2) },
    };
    serve(port2, router as never, { session, log: () => undefined });
    const client = connect<typeof forgetful>(port1);
    for (const path of [['open'], ['deep', 'open']]) {
      const answer = await callAt(client, path, undefined);
      if (role === 'admin') expect([1, 2]).toContain(answer);
      else expect(errorCode(answer)).toBe('not-allowed');
    }
    port1.close();
  }
});

test('a session whose person has no role of ours is let in nowhere', async () => {
  const { client, close } = withRole('root' as Role);
  for (const { path } of all) expect(errorCode(await callAt(client, path, undefined))).toBe('not-allowed');
  close();
});
