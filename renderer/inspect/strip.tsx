import { UnstyledButton } from '@mantine/core';
import { Fragment } from 'react';
import type { Client } from '../../electron/contract/client.ts';
import { VerdictMark } from '../components/verdict-mark.tsx';
import { numberOf } from '../words/words.ts';
import { usePreview } from '../components/picture/use-preview.ts';
import type { Tile } from './tiles.ts';
import './strip.css';

interface Props {
  readonly tiles: readonly Tile[];
  readonly client: Client | null;
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
  /** What stands there before the first result. */
  readonly empty: React.ReactNode;
  readonly children: React.ReactNode;
}

/** The newest results, newest left, and the tray they go into. */
export function Strip({ tiles, client, chosen, onChoose, empty, children }: Props) {
  return (
    <section className="strip" aria-label="Recent results">
      <div className="strip-tray">{children}</div>
      {tiles.length === 0 && empty}
      {tiles.slice(0, 14).map((tile, i) => {
        const older = tiles[i + 1];
        const changed =
          older !== undefined && older.model !== tile.model && tile.model !== null && older.model !== null;
        return (
          <Fragment key={tile.id}>
            <TileButton tile={tile} client={client} chosen={tile.id === chosen} onChoose={onChoose} />
            {changed && (
              <span className="strip-divider">
                {older.model} → {tile.model}
              </span>
            )}
          </Fragment>
        );
      })}
    </section>
  );
}

function TileButton({
  tile,
  client,
  chosen,
  onChoose,
}: {
  tile: Tile;
  client: Client | null;
  chosen: boolean;
  onChoose: (id: string) => void;
}) {
  const { url } = usePreview(client, tile.image, 160);
  return (
    <UnstyledButton
      className="tile"
      data-verdict={tile.verdict}
      aria-pressed={chosen}
      aria-label={`${numberOf(tile.id)} ${tile.verdict} ${tile.name}`}
      onClick={() => onChoose(tile.id)}
    >
      <span className="tile-picture">{url !== null && <img src={url} alt="" />}</span>
      <span className="tile-mark">
        <VerdictMark verdict={tile.verdict} size={24} />
      </span>
      <span className="tile-words">
        <b>{numberOf(tile.id)}</b> {tile.name}
      </span>
    </UnstyledButton>
  );
}
