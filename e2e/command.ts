import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const cli = fileURLToPath(new URL('../out/main/cli.js', import.meta.url));

/** Runs the built `loupe` with these words to its end. @returns its exit code and what it said, line by line */
export async function loupe(
  ...words: string[]
): Promise<{ code: number | null; out: string[]; complaints: string[] }> {
  const child = spawn(process.execPath, [cli, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, complaints]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
  child.stderr.on('data', (bytes: Buffer) => complaints.push(bytes));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const lines = (parts: Buffer[]) => Buffer.concat(parts).toString().split('\n').filter(Boolean);
  return { code, out: lines(out), complaints: lines(complaints) };
}
