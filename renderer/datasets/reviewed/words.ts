import type { leftOutReasons } from '../../../ml/sample/gather.ts';

export const leftOutWords: Record<(typeof leftOutReasons)[number], string> = {
  'not-labelled': 'no label stands',
  conflict: 'two labels disagree',
  'second-look': 'somebody waits for a second look at it',
  'cannot-tell': 'nobody could tell',
  'bad-picture': 'called a bad picture',
  'picture-gone': 'the picture is no longer stored',
  'picture-elsewhere':
    'the picture is still at its station; it was asked for, and comes in with the next freeze',
  duplicate: 'the same picture is in it already',
  'labelled-otherwise': 'the same picture has another class',
  'means-otherwise': 'its class means the opposite here',
};
