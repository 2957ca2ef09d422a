import { expect, test } from 'vitest';
import type { BroughtFile } from '../components/brought/brought-file.ts';
import { sortBrought } from './package-files.ts';

const file = (path: string, how: 'dropped' | 'chosen' | 'alone' = 'dropped'): BroughtFile => ({
  name: path.slice(path.lastIndexOf('/') + 1),
  size: 10,
  arrayBuffer: () => Promise.resolve(new ArrayBuffer(10)),
  ...(how === 'dropped' && { path: `/${path}` }),
  ...(how === 'chosen' && { webkitRelativePath: path }),
});
const pathsOf = (files: readonly BroughtFile[]) => {
  const brought = sortBrought(files);
  return brought.kind === 'package' ? brought.files.map(({ path }) => path) : brought.kind;
};

test('one file is a model, a folder with a model.json a package, anything else neither', () => {
  expect(sortBrought([file('a.onnx', 'alone')])).toMatchObject({ kind: 'model', file: { name: 'a.onnx' } });
  expect(pathsOf([file('model.json', 'alone')])).toBe('model');
  for (const how of ['dropped', 'chosen'] as const)
    expect(
      pathsOf([
        file('jaws/golden/frames.json', how),
        file('jaws/model.json', how),
        file('jaws/model.onnx', how),
        file('jaws/.DS_Store', how),
      ]),
    ).toEqual(['golden/frames.json', 'model.json', 'model.onnx']);
  // A folder around the package's folder, with something beside it.
  expect(pathsOf([file('out/jaws/model.json'), file('out/jaws/model.onnx'), file('out/notes.txt')])).toEqual([
    'model.json',
    'model.onnx',
  ]);
  expect(pathsOf([file('a.onnx'), file('b.onnx')])).toBe('neither');
  expect(pathsOf([])).toBe('neither');
  expect(sortBrought([file('p/model.json'), file('p/card.md')])).toMatchObject({ bytes: 20 });
});
