/** `Nothing found`, `1 found`, `3 found` */
export const countInWords = (count: number): string => (count === 0 ? 'Nothing found' : `${count} found`);
