import { Kbd, Menu, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import type { DatasetSummary } from '../../electron/contract/datasets.ts';
import { layouts, type Layout } from '../../ml/dataset/source.ts';
import type { BroughtFile } from '../components/brought/brought-file.ts';
import { FolderButton } from '../components/brought/folder-button.tsx';
import { KeyButton } from '../components/key-button.tsx';
import { counted, layoutWords, shortHash } from './words.ts';

export interface HeadActions {
  readonly freeze: () => void;
  readonly addFolder: (files: readonly BroughtFile[]) => void;
  readonly collect: () => void;
  readonly exportAs: (layout: Layout) => void;
  readonly undo: () => void;
  readonly remove: () => void;
}

interface Props {
  readonly summary: DatasetSummary;
  readonly busy: boolean;
  readonly menu: boolean;
  readonly onMenu: (open: boolean) => void;
  readonly actions: HeadActions;
}

const taskWords: Record<DatasetSummary['task'], string> = {
  classify: 'for telling classes apart',
  detect: 'for finding things by boxes',
  segment: 'for finding damage by its outline',
};

/** Which dataset this is, how it stands, and what can be done with it. */
export function Head({ summary, busy, menu, onMenu, actions }: Props) {
  const { name, hash, frozen, parent, images, task, at, by, made, undoable, blocks } = summary;
  const when = new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <header className="datasets-head">
      <h1>{name}</h1>
      <p>
        {frozen ? (
          <>
            <b>Frozen. {shortHash(hash)}</b> New pictures make a new version.
          </>
        ) : (
          <>
            {counted(images, 'picture')} {taskWords[task]}.
          </>
        )}{' '}
        <span className="small">
          {made}, {when}, by {by}
          {parent !== null && `; grew from ${shortHash(parent)}`}
        </span>
      </p>
      <div className="datasets-actions">
        <KeyButton
          look={frozen || blocks > 0 ? 'plain' : 'primary'}
          disabled={busy || frozen}
          onClick={actions.freeze}
        >
          Freeze
        </KeyButton>
        <FolderButton label="Folder to add" disabled={busy} onFiles={actions.addFolder}>
          Add pictures
        </FolderButton>
        <KeyButton disabled={busy} onClick={actions.collect}>
          Collect
        </KeyButton>
        <Menu opened={menu} onChange={onMenu} position="bottom-start" withInitialFocusPlaceholder={false}>
          <Menu.Target>
            <UnstyledButton
              className="key-button key-button-plain"
              aria-keyshortcuts="Control+E"
              disabled={busy}
            >
              Export <Kbd className="key-button-key">Ctrl+E</Kbd>
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            {layouts.map((layout) => (
              <Menu.Item key={layout} onClick={() => actions.exportAs(layout)}>
                {layoutWords[layout]}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <KeyButton keys="Ctrl+Z" disabled={busy || !undoable} onClick={actions.undo}>
          Undo
        </KeyButton>
        <Remove key={name} name={name} busy={busy} onRemove={actions.remove} />
      </div>
    </header>
  );
}

/** Asks once more: what is removed does not come back. */
function Remove({ name, busy, onRemove }: { name: string; busy: boolean; onRemove: () => void }) {
  const [asked, setAsked] = useState(false);
  if (!asked)
    return (
      <KeyButton look="outlined" disabled={busy} onClick={() => setAsked(true)}>
        Remove…
      </KeyButton>
    );
  return (
    <span className="datasets-actions" role="group" aria-label={`Remove ${name}`}>
      <KeyButton look="outlined" disabled={busy} onClick={onRemove}>
        Remove it for good
      </KeyButton>
      <KeyButton onClick={() => setAsked(false)}>Leave it</KeyButton>
    </span>
  );
}
