import { act, renderHook } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { Client } from '../../../electron/contract/client.ts';
import { usePreview } from './use-preview.ts';

afterEach(() => vi.restoreAllMocks());

test('a page of a file is asked for by its number; another page is another picture, and what is shown no more is let go', async () => {
  const asked: unknown[] = [];
  let urls = 0;
  vi.spyOn(URL, 'createObjectURL').mockImplementation(() => `blob:${++urls}`);
  const revoked = vi.spyOn(URL, 'revokeObjectURL').mockReturnValue();
  const preview = (wanted: unknown) => {
    asked.push(wanted);
    return Promise.resolve(Uint8Array.of(1));
  };
  const client = { images: { preview } } as unknown as Client;
  const sha256 = 'a'.repeat(64);
  const show = (image: { sha256: string; page?: number } | null) => usePreview(client, image, 240);
  const { result, rerender, unmount } = renderHook(show, { initialProps: { sha256, page: 2 } });
  await act(() => Promise.resolve());
  expect(result.current.url).toBe('blob:1');
  rerender({ sha256, page: 2 });
  expect(asked).toEqual([{ sha256, page: 2, width: 240 }]);
  rerender({ sha256 } as never);
  expect(result.current.url).toBeNull();
  await act(() => Promise.resolve());
  expect(result.current.url).toBe('blob:2');
  expect(asked[1]).toEqual({ sha256, page: 0, width: 240 });
  unmount();
  expect(revoked.mock.calls).toEqual([['blob:1'], ['blob:2']]);
});

test('a picture that is gone is said to be, of whichever page', async () => {
  const client = { images: { preview: () => Promise.reject(new Error('gone')) } } as unknown as Client;
  const { result } = renderHook(() => usePreview(client, { sha256: 'a'.repeat(64), page: 2 }, 240));
  await act(() => Promise.resolve());
  expect(result.current).toMatchObject({ url: null, failed: true });
});
