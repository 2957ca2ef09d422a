import { safeStorage } from 'electron';
import { judgeSealing } from './rules/sealing.ts';
import type { Answer, Question } from './shell-port.ts';

/** Seals and opens secrets with the system's key store. Null where it keeps none, or cannot open this one. */
export async function answerSeal(
  question: Exclude<Question, { what: 'memory' }>,
  log: (entry: { level: 'warn'; what: string; why: string }) => void,
): Promise<Answer> {
  const backend = process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : '';
  const verdict = judgeSealing(process.platform, safeStorage.isEncryptionAvailable(), backend);
  if (!verdict.ok) {
    log({ level: 'warn', what: 'key store refused', why: verdict.why });
    return null;
  }
  try {
    if (question.what === 'seal')
      return new Uint8Array(safeStorage.encryptString(Buffer.from(question.bytes).toString('base64')));
    return new Uint8Array(Buffer.from(safeStorage.decryptString(Buffer.from(question.bytes)), 'base64'));
  } catch (error) {
    log({ level: 'warn', what: 'key store failed', why: String(error) });
    return null;
  }
}
