import { useEffect, useState } from 'react';
import type { Client } from '../../../electron/contract/client.ts';

interface Preview {
  /** A blob address while the picture is at hand. */
  readonly url: string | null;
  readonly failed: boolean;
}
const nothing: Preview = { url: null, failed: false };

interface Wanted {
  readonly sha256: string;
  /** Of a file of several, from 0. */
  readonly page?: number | undefined;
}

/** Where a picture of a dataset is: its pages count from 1. */
export const imageOf = ({
  image,
  page = 1,
}: {
  readonly image: string;
  readonly page?: number | undefined;
}): Wanted => ({ sha256: image, page: page - 1 });

/** A JPEG of a stored picture, no wider than `width`; comes over the contract as bytes. */
export function usePreview(client: Client | null, image: Wanted | null, width: number): Preview {
  const { sha256, page = 0 } = image ?? {};
  const key = `${sha256} ${page}`;
  const [preview, setPreview] = useState<Preview & { readonly of: string | null }>({ ...nothing, of: null });
  useEffect(() => {
    if (client === null || sha256 === undefined) return;
    let gone = false;
    let url: string | null = null;
    client.images.preview({ sha256, page, width }).then(
      (bytes) => {
        if (gone) return;
        url = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }));
        setPreview({ url, failed: false, of: key });
      },
      () => gone || setPreview({ url: null, failed: true, of: key }),
    );
    return () => {
      gone = true;
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [client, sha256, page, width, key]);
  return preview.of === key ? preview : nothing;
}
