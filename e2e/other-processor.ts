import { createHash } from 'node:crypto';

// `--import` this into a station, and it stands for a machine whose processor or driver computes one network otherwise: what the file with the
// SHA-256 in LOUPE_E2E_DIFFERS answers comes out brighter by an eighth. All else is the product's own.

const differs = process.env['LOUPE_E2E_DIFFERS'];
if (process.argv[1]?.endsWith('inference.js')) {
  const { InferenceSession } = await import('onnxruntime-node');
  const create = InferenceSession.create.bind(InferenceSession);
  const elsewhere = async (model: Uint8Array, options: Parameters<typeof create>[1]) => {
    const session = await create(model, options);
    if (createHash('sha256').update(model).digest('hex') !== differs) return session;
    const run = session.run.bind(session);
    session.run = async (feeds: Parameters<typeof run>[0]) => {
      const outputs = await run(feeds);
      for (const { data } of Object.values(outputs))
        if (data instanceof Float32Array) for (const i of data.keys()) data[i]! += 0.125;
      return outputs;
    };
    return session;
  };
  Reflect.set(InferenceSession, 'create', elsewhere);
}
