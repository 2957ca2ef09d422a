const kept = 16;

/** How often pictures come. @returns after each capture (ms), the median of the last intervals; undefined before there is one */
export function createPace(): (at: number) => number | undefined {
  const times: number[] = [];
  return (at) => {
    times.push(at);
    if (times.length > kept) times.shift();
    const intervals = times.slice(1).map((time, i) => time - (times[i] as number));
    return intervals.toSorted((a, b) => a - b)[Math.floor(intervals.length / 2)];
  };
}
