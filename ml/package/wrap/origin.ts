/** Where a model came from that somebody registered by other means, and a person made a package of. */
export interface Origin {
  /** As it is called in the registry. */
  readonly model: string;
  /** Its number there. */
  readonly version: number;
  /** Of the run that logged it, where it names one. */
  readonly run: string | null;
  /** Of `model.onnx`. */
  readonly sha256: string;
}

/** For the manifest's attribution: the manifest is signed, so this is, too. */
export const originWords = ({ model, version, run, sha256 }: Origin): string =>
  `adopted from ${JSON.stringify(model)} version ${version} of the registry, ` +
  `${run === null ? 'no run named' : `run ${run}`}, SHA-256 ${sha256}`;

const words =
  /adopted from ("(?:[^"\\]|\\.)*") version (\d{1,15}) of the registry, (?:no run named|run ([0-9a-f]{32})), SHA-256 ([0-9a-f]{64})$/;

/** What `originWords` said; null where a package was not adopted. */
export function originOf(attribution: string | undefined): Origin | null {
  const [, model, version, run = null, sha256] = words.exec(attribution ?? '') ?? [];
  if (model === undefined || sha256 === undefined) return null;
  return { model: JSON.parse(model) as string, version: Number(version), run, sha256 };
}
