import { checkModel, type GateProblem } from '../onnx/gate.ts';
import { contradictions } from './contradictions.ts';
import {
  hashesOf,
  isAllowed,
  isSigned,
  maxPackageBytes,
  packageDigest,
  signatureFile,
  type PackageFiles,
  type Sha256,
} from './files.ts';
import { readGolden, type Golden } from './golden.ts';
import { parseJson } from './json.ts';
import { manifestSchema, type Manifest } from './manifest.ts';
import { signatureSchema, signedBytes, type PackageSignature } from './signature.ts';

/** Why a package is refused. Codes are never translated. */
export type PackageFailure =
  | { readonly code: 'too-large'; readonly bytes: number; readonly allowed: number }
  | { readonly code: 'unsigned' }
  | { readonly code: 'bad-signature-file'; readonly message: string }
  | { readonly code: 'unknown-key'; readonly keyId: string }
  | { readonly code: 'bad-signature'; readonly keyId: string }
  | { readonly code: 'missing-file' | 'extra-file' | 'changed-file'; readonly path: string }
  | { readonly code: 'bad-manifest'; readonly message: string }
  | { readonly code: 'gate'; readonly problem: GateProblem }
  | { readonly code: 'bad-golden'; readonly message: string };

/** A package read into memory. `onnx` are the very bytes that were checked; load these, never the file again. */
export interface ReadPackage {
  readonly manifest: Manifest;
  readonly onnx: Uint8Array;
  readonly golden: Golden;
  readonly card: string;
  /** `packageDigest` of the files. */
  readonly sha256: string;
}

export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failures: readonly [PackageFailure, ...PackageFailure[]] };

/** Whom a station believes. `verify` is Ed25519 with the key of that id; `knows` is false for a key that was revoked. */
export interface Trust {
  readonly sha256: Sha256;
  knows(keyId: string): boolean;
  verify(keyId: string, bytes: Uint8Array, signature: string): boolean;
}

const required = ['card.md', 'golden/index.json', 'golden/tensors.bin', 'model.json', 'model.onnx'];
const maxManifestBytes = 1_000_000;

/** Everything but the signature: the files that must be there, the manifest, the static gate, the golden cases. Never throws. */
export function readPackage(files: PackageFiles, sha256: Sha256): Outcome<ReadPackage> {
  const bytes = [...files.values()].reduce((sum, file) => sum + file.length, 0);
  if (bytes > maxPackageBytes) return refused({ code: 'too-large', bytes, allowed: maxPackageBytes });
  const strangers = [...files.keys()].filter((path) => !isAllowed(path));
  const missing = required.filter((path) => !files.has(path));
  const [onnx, json, card] = [files.get('model.onnx'), files.get('model.json'), files.get('card.md')];
  if (
    strangers.length > 0 ||
    onnx === undefined ||
    json === undefined ||
    card === undefined ||
    missing.length > 0
  ) {
    return refused(
      ...strangers.map((path) => ({ code: 'extra-file', path }) as const),
      ...missing.map((path) => ({ code: 'missing-file', path }) as const),
    );
  }

  let manifest: Manifest;
  try {
    manifest = parseJson(manifestSchema, json, maxManifestBytes);
  } catch (error) {
    return refused({ code: 'bad-manifest', message: wordsOf(error) });
  }
  const wrong = contradictions(manifest).map((message) => ({ code: 'bad-manifest', message }) as const);
  const gate = checkModel(onnx, manifest).map((problem) => ({ code: 'gate', problem }) as const);
  if (wrong.length + gate.length > 0) return refused(...wrong, ...gate);

  try {
    const golden = readGolden(files, manifest);
    const value = {
      manifest,
      onnx,
      golden,
      card: new TextDecoder().decode(card),
      sha256: packageDigest(files, sha256),
    };
    return { ok: true, value };
  } catch (error) {
    return refused({ code: 'bad-golden', message: wordsOf(error) });
  }
}

/**
 * Whether a station may try a package: a trusted signature over exactly these files, then what `readPackage` checks. Nothing of a package
 * is interpreted before its signature holds. Never throws on what the files contain.
 */
export function verifyPackage(
  files: PackageFiles,
  trust: Trust,
): Outcome<ReadPackage & { readonly keyId: string }> {
  const signed = signatureOf(files, trust);
  if (!signed.ok) return signed;
  const differences = compare(signed.value, files, trust.sha256);
  if (differences.length > 0) return refused(...differences);
  const read = readPackage(files, trust.sha256);
  return read.ok ? { ok: true, value: { ...read.value, keyId: signed.value.keyId } } : read;
}

function signatureOf(files: PackageFiles, trust: Trust): Outcome<PackageSignature> {
  const bytes = files.get(signatureFile);
  if (bytes === undefined) return refused({ code: 'unsigned' });
  let content: PackageSignature;
  try {
    content = parseJson(signatureSchema, bytes, maxManifestBytes);
  } catch (error) {
    return refused({ code: 'bad-signature-file', message: wordsOf(error) });
  }
  const { keyId, signature } = content;
  if (!trust.knows(keyId)) return refused({ code: 'unknown-key', keyId });
  if (!trust.verify(keyId, signedBytes(content), signature)) return refused({ code: 'bad-signature', keyId });
  return { ok: true, value: content };
}

/** Where the files are not the ones that were signed. */
function compare(
  { files: signed }: PackageSignature,
  files: PackageFiles,
  sha256: Sha256,
): readonly PackageFailure[] {
  const present = new Map(hashesOf(files, sha256));
  const listed = new Map(Object.entries(signed));
  const failures: PackageFailure[] = [];
  for (const [path, hash] of listed) {
    if (!isSigned(path)) failures.push({ code: 'extra-file', path });
    else if (!present.has(path)) failures.push({ code: 'missing-file', path });
    else if (present.get(path) !== hash) failures.push({ code: 'changed-file', path });
  }
  for (const path of files.keys()) {
    if (!isAllowed(path) || (isSigned(path) && !listed.has(path)))
      failures.push({ code: 'extra-file', path });
  }
  return failures;
}

function refused(...failures: readonly PackageFailure[]): {
  ok: false;
  failures: [PackageFailure, ...PackageFailure[]];
} {
  const [first, ...more] = failures;
  if (first === undefined) throw new Error('a package is refused for a reason');
  return { ok: false, failures: [first, ...more] };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
