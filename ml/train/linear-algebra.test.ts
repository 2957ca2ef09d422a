import { describe, expect, it } from 'vitest';
import { inverseCholesky, symmetricEigen } from './linear-algebra.ts';

describe('symmetricEigen', () => {
  it('solves [[2, 1], [1, 2]]: values 3 and 1, axes on the diagonals', () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
    expect(values[0]).toBeCloseTo(3, 12);
    expect(values[1]).toBeCloseTo(1, 12);
    expect(Math.abs(vectors[0]!)).toBeCloseTo(Math.SQRT1_2, 12);
    expect(vectors[0]! * vectors[2]!).toBeCloseTo(0.5, 12);
    expect(vectors[1]! * vectors[3]!).toBeCloseTo(-0.5, 12);
  });

  it('satisfies A v = λ v with orthonormal vectors on a 12 × 12 Hilbert matrix', () => {
    const n = 12;
    const a = Float64Array.from({ length: n * n }, (_, i) => 1 / (Math.floor(i / n) + (i % n) + 1));
    const { values, vectors } = symmetricEigen(a, n);
    for (let j = 0; j < n; j++) {
      for (let row = 0; row < n; row++) {
        let product = 0;
        let dot = 0;
        for (let k = 0; k < n; k++) {
          product += a[row * n + k]! * vectors[k * n + j]!;
          dot += vectors[k * n + row]! * vectors[k * n + j]!;
        }
        expect(product).toBeCloseTo(values[j]! * vectors[row * n + j]!, 12);
        expect(dot).toBeCloseTo(row === j ? 1 : 0, 12);
      }
    }
    expect([...values]).toEqual([...values].toSorted((x, y) => y - x));
  });
});

describe('inverseCholesky', () => {
  it('inverts the factor of [[4, 2], [2, 5]], which is [[2, 0], [1, 2]]', () => {
    expect([...inverseCholesky(Float64Array.of(4, 2, 2, 5), 2)]).toEqual([0.5, 0, -0.25, 0.5]);
  });

  it('refuses a matrix that is not positive definite', () => {
    expect(() => inverseCholesky(Float64Array.of(1, 2, 2, 1), 2)).toThrow(
      'not positive definite (row 2 of 2)',
    );
  });
});
