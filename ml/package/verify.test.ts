import { createHash, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { hostileModels } from '../onnx/hostile.fixture.ts';
import { writeModel } from '../onnx/write.ts';
import { packageDigest, type PackageFiles } from './files.ts';
import { meanManifest, meanModel, meanPackage } from './package.fixture.ts';
import { signPackage, signedBytes } from './signature.ts';
import { readPackage, verifyPackage, type Trust } from './verify.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const [ours, theirs] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
const trusted = new Map<string, KeyObject>([['ours', ours.publicKey]]);
const trust: Trust = {
  sha256,
  knows: (keyId) => trusted.has(keyId),
  verify: (keyId, bytes, signature) =>
    verify(null, bytes, trusted.get(keyId)!, Buffer.from(signature, 'base64')),
};
const signed = (files: PackageFiles, keyId = 'ours', key = ours.privateKey) =>
  new Map(signPackage(files, { keyId, sha256, sign: (bytes) => sign(null, bytes, key).toString('base64') }));
const text = (content: string) => new TextEncoder().encode(content);
const json = (bytes: Uint8Array | undefined) => JSON.parse(new TextDecoder().decode(bytes));

const failures = (files: PackageFiles) => {
  const outcome = verifyPackage(files, trust);
  return outcome.ok ? [] : outcome.failures;
};
/** A signed package, spoilt after it was signed. */
const after = (spoil: (files: Map<string, Uint8Array>) => void) => {
  const files = signed(meanPackage());
  spoil(files);
  return failures(files);
};
/** A package spoilt before it is signed, by a signer who is trusted but wrong. */
const before = (spoil: (files: Map<string, Uint8Array>) => void) => {
  const files = meanPackage();
  spoil(files);
  return failures(signed(files));
};
const manifestWith = (parts: Record<string, unknown>) => text(JSON.stringify({ ...meanManifest, ...parts }));

test('a sound package is read', async () => {
  const outcome = verifyPackage(signed(meanPackage()), trust);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failures));
  const { manifest, golden, keyId, card, onnx } = outcome.value;
  expect([manifest, keyId, card.slice(0, 6)]).toEqual([meanManifest, 'ours', '# Mean']);
  expect(outcome.value.sha256).toBe(packageDigest(meanPackage(), sha256));

  const session = await InferenceSession.create(onnx);
  for (const { input, outputs } of golden.tensors) {
    const { y } = await session.run({ x: new Tensor('float32', input, [1, 1, 4, 4]) });
    expect(Number(y?.data[0])).toBeCloseTo(outputs['y']?.data[0] ?? NaN, 6);
  }
  await session.release();
});

test('the digest names the content: neither the signature nor what lies beside changes it', () => {
  const digest = packageDigest(meanPackage(), sha256);
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(packageDigest(signed(meanPackage(), 'theirs', theirs.privateKey), sha256)).toBe(digest);
  expect(packageDigest(new Map([...meanPackage()].toReversed()).set('MLmodel', text('x')), sha256)).toBe(
    digest,
  );
  expect(packageDigest(meanPackage().set('card.md', text('x')), sha256)).not.toBe(digest);
  const moved = meanPackage();
  moved.set('golden/other.bin', moved.get('golden/tensors.bin')!).delete('golden/tensors.bin');
  expect(packageDigest(moved, sha256)).not.toBe(digest);
});

describe('whoever sent it, it is refused', () => {
  test('no signature', () => expect(failures(meanPackage())).toEqual([{ code: 'unsigned' }]));
  test('a key nobody trusts, or no longer', () =>
    expect(failures(signed(meanPackage(), 'theirs', theirs.privateKey))).toEqual([
      { code: 'unknown-key', keyId: 'theirs' },
    ]));
  test('another key under a trusted name', () =>
    expect(failures(signed(meanPackage(), 'ours', theirs.privateKey))).toEqual([
      { code: 'bad-signature', keyId: 'ours' },
    ]));
  test('a trusted name put on another signature', () => {
    const other = json(signed(meanPackage(), 'theirs', theirs.privateKey).get('SIGNATURE.json'));
    expect(
      after((files) => files.set('SIGNATURE.json', text(JSON.stringify({ ...other, keyId: 'ours' })))),
    ).toEqual([{ code: 'bad-signature', keyId: 'ours' }]);
  });
  test('the key under another of its names', () => {
    const twoNames: Trust = {
      ...trust,
      knows: () => true,
      verify: (_, ...rest) => trust.verify('ours', ...rest),
    };
    const files = signed(meanPackage());
    expect(verifyPackage(files, twoNames).ok).toBe(true);
    const content = json(files.get('SIGNATURE.json'));
    files.set('SIGNATURE.json', text(JSON.stringify({ ...content, keyId: 'revoked' })));
    expect(verifyPackage(files, twoNames)).toEqual({
      ok: false,
      failures: [{ code: 'bad-signature', keyId: 'revoked' }],
    });
  });
  test('a hash changed together with its file', () =>
    expect(
      after((files) => {
        const content = json(files.get('SIGNATURE.json'));
        content.files['model.json'] = sha256(manifestWith({ thresholds: { pass: 0.9, defect: 1 } }));
        files.set('SIGNATURE.json', text(JSON.stringify(content)));
        files.set('model.json', manifestWith({ thresholds: { pass: 0.9, defect: 1 } }));
      }),
    ).toEqual([{ code: 'bad-signature', keyId: 'ours' }]));
  test('the signature of an older version', () => {
    const older = signed(meanPackage()).get('SIGNATURE.json')!;
    const newer = meanPackage()
      .set('model.json', manifestWith({ version: 2 }))
      .set('SIGNATURE.json', older);
    expect(failures(newer)).toEqual([{ code: 'changed-file', path: 'model.json' }]);
  });
  test.each(['', '{}', 'null', '[]', '{"format":1}', '\u0000', '{"__proto__":{}}'])(
    'signature file %j',
    (content) =>
      expect(after((files) => files.set('SIGNATURE.json', text(content))).map(({ code }) => code)).toEqual([
        'bad-signature-file',
      ]),
  );
});

describe('changed on its way', () => {
  const paths = [...meanPackage().keys()].filter((path) => path !== 'requirements.txt');
  test.each(paths)('one bit of %s', (path) => {
    const changed = after((files) => {
      const bytes = files.get(path)!.slice();
      bytes[bytes.length >> 1]! ^= 1;
      files.set(path, bytes);
    });
    expect(changed).toEqual([{ code: 'changed-file', path }]);
  });
  test.each(paths)('%s is missing', (path) =>
    expect(after((files) => files.delete(path))).toEqual([{ code: 'missing-file', path }]),
  );
  test.each([
    'labels.txt',
    'golden/more.bin',
    'golden/../model.onnx',
    '../outside',
    '/etc/passwd',
    'Model.onnx',
    'weights.bin',
    'golden/.hidden',
    'golden\\x',
    '__proto__',
    '',
  ])('%j is added', (path) => {
    expect(after((files) => files.set(path, text('x')))).toEqual([{ code: 'extra-file', path }]);
  });
  test('a file is renamed', () =>
    expect(
      after((files) =>
        files.set('golden/renamed.bin', files.get('golden/tensors.bin')!).delete('golden/tensors.bin'),
      ),
    ).toEqual([
      { code: 'missing-file', path: 'golden/tensors.bin' },
      { code: 'extra-file', path: 'golden/renamed.bin' },
    ]));
  test('what lies beside may change: nobody reads it', () =>
    expect(
      after((files) => files.set('requirements.txt', text('evil\n')).set('conda.yaml', text('x'))),
    ).toEqual([]));
});

describe('signed, and still refused', () => {
  test.each([
    ['not JSON', text('{'), 'this is not JSON in UTF-8'],
    ['not UTF-8', new Uint8Array([0xff]), 'this is not JSON in UTF-8'],
    ['an unknown key', manifestWith({ surprise: 1 }), 'the file: Unrecognized key: "surprise"'],
    [
      'crossed thresholds',
      manifestWith({ thresholds: { pass: 0.9, defect: 0.1 } }),
      'thresholds: thresholds.pass must not exceed thresholds.defect',
    ],
    [
      'a kernel nobody knows',
      manifestWith({ input: { ...meanManifest.input, kernel: 'bicubic' } }),
      /^input\.kernel: /,
    ],
    [
      'a task that does not match',
      manifestWith({ task: 'detect' }),
      /^outputs: the task detect is not decoded as classes/,
    ],
  ])('manifest: %s', (_, bytes, message) => {
    const expected = typeof message === 'string' ? message : expect.stringMatching(message);
    expect(before((files) => files.set('model.json', bytes))).toEqual([
      { code: 'bad-manifest', message: expected },
    ]);
  });
  test.each(['golden/.hidden', 'golden/../model.onnx', 'Golden/index.json', 'golden/Tensors.bin'])(
    'a file named %j',
    (path) => expect(before((files) => files.set(path, text('x')))).toEqual([{ code: 'extra-file', path }]),
  );
  test.each(['../outside', 'golden/../../outside'])('a signature that names %j', (path) => {
    const files = signed(meanPackage());
    const content = json(files.get('SIGNATURE.json'));
    const names = { keyId: 'ours', files: { ...content.files, [path]: sha256(text('x')) } };
    const signature = sign(null, signedBytes(names), ours.privateKey).toString('base64');
    files
      .set('SIGNATURE.json', text(JSON.stringify({ format: 1, ...names, signature })))
      .set(path, text('x'));
    expect(failures(files)[0]).toEqual({ code: 'extra-file', path });
  });
  test('a manifest of a gigabyte is not parsed', () =>
    expect(before((files) => files.set('model.json', new Uint8Array(1_000_001).fill(32)))).toEqual([
      { code: 'bad-manifest', message: '1000001 bytes; at most 1000000 are allowed' },
    ]));
  test.each(hostileModels().filter((model) => model.expect === 'gate'))('model: $name', ({ bytes }) => {
    const codes = before((files) => files.set('model.onnx', bytes)).map(({ code }) => code);
    expect(new Set(codes)).toEqual(new Set(['gate']));
  });
  test('another model than the manifest describes', () => {
    const other = writeModel({ ...meanModel, inputs: [{ name: 'x', type: 'float32', shape: [1, 3, 4, 4] }] });
    expect(before((files) => files.set('model.onnx', other))).toEqual([
      {
        code: 'gate',
        problem: {
          code: 'signature',
          message: 'the input "x" has shape [1, 3, 4, 4], the manifest says [1, 1, 4, 4]',
        },
      },
    ]);
  });
  test('more classes than the model has outputs', () => {
    const classes = ['a', 'b', 'c'].map((name) => ({ name, verdict: 'defect' }));
    const [failure] = before((files) => files.set('model.json', manifestWith({ classes })));
    expect(failure).toMatchObject({ code: 'gate', problem: { code: 'signature' } });
  });
  test('golden cases cut short', () =>
    expect(
      before((files) => files.set('golden/tensors.bin', files.get('golden/tensors.bin')!.subarray(1))),
    ).toEqual([{ code: 'bad-golden', message: 'golden/tensors.bin has 87 bytes, the index asks for 88' }]));
  test('a golden answer that is not a number', () => {
    const [failure] = before((files) => {
      const bytes = files.get('golden/tensors.bin')!.slice();
      new DataView(bytes.buffer).setFloat32(16, NaN, true);
      files.set('golden/tensors.bin', bytes);
    });
    expect(failure).toMatchObject({ code: 'bad-golden', message: expect.stringContaining('grey, y') });
  });
  test('a golden frame that is not there', () =>
    expect(before((files) => files.delete('golden/frames/0.y4m'))).toEqual([
      { code: 'bad-golden', message: 'golden/frames/0.y4m is missing' },
    ]));
  test('no golden cases, no card', () =>
    expect(before((files) => files.delete('golden/index.json') && files.delete('card.md'))).toEqual([
      { code: 'missing-file', path: 'card.md' },
      { code: 'missing-file', path: 'golden/index.json' },
    ]));
});

test('a package above 600 MB is refused by its weight', () => {
  const heavy = new Uint8Array(0);
  Object.defineProperty(heavy, 'length', { value: 600_000_001 });
  const outcome = readPackage(meanPackage().set('card.md', heavy), sha256);
  expect(outcome).toMatchObject({ ok: false, failures: [{ code: 'too-large', allowed: 600_000_000 }] });
});
