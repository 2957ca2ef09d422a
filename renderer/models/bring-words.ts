/** What to do where no package is stored. */
export const nothing = (admin: boolean): string =>
  'No package is stored, so nothing can be judged. ' +
  (admin
    ? 'Add a model with Ctrl+O, or drop an ONNX file or a package on the left.'
    : 'Ask an admin to add a model.');

/** What somebody brought is neither of these. */
export const oneModel = {
  what: 'What was brought',
  got: 'neither',
  allowed: 'one ONNX file, or the folder of one package',
};

export const tooLarge = (kind: 'model' | 'package', name: string, size: number): string =>
  `${name} has ${size} bytes, more than a screen can send. Nothing was stored; the model in use goes on. ` +
  (kind === 'model'
    ? 'Make a package of it with "loupe model wrap", stop this station, and install that with "loupe model install PACKAGE --data FOLDER". (too-large)'
    : 'Stop this station, install the package with "loupe model install PACKAGE --data FOLDER", and start it again. (too-large)');
