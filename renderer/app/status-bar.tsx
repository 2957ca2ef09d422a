import { Popover, Text, UnstyledButton } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { KeyButton } from '../components/key-button.tsx';
import type { Slot } from './status-slots.ts';
import './status-bar.css';

interface Props {
  readonly slots: readonly Slot[];
  /** The slot whose cause and remedy are shown. */
  readonly open: string | null;
  readonly onOpen: (slot: string | null) => void;
  /** One line about the last thing that had nowhere else to go. */
  readonly notice: string | null;
  readonly onSound: () => void;
}

/** Fixed slots, never wraps; Ctrl+B focuses the first, arrows walk, Enter opens cause and remedy. */
export function StatusBar({ slots, open, onOpen, notice, onSound }: Props) {
  const bar = useRef<HTMLElement>(null);
  const walk = (event: React.KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    const buttons = [...(bar.current?.querySelectorAll('button.status-slot') ?? [])] as HTMLElement[];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    buttons[(at + by + buttons.length) % buttons.length]?.focus();
  };
  return (
    <footer ref={bar} className="status-bar" aria-label="Status" data-walks onKeyDown={walk}>
      {slots.map((slot) => (
        <SlotButton
          key={slot.name}
          slot={slot}
          opened={slot.name === open}
          onOpened={(opened) => onOpen(opened ? slot.name : null)}
          onSound={onSound}
        />
      ))}
      <span className="status-notice" role="status">
        {notice}
      </span>
      <Clock />
    </footer>
  );
}

interface SlotProps {
  readonly slot: Slot;
  readonly opened: boolean;
  readonly onOpened: (opened: boolean) => void;
  readonly onSound: () => void;
}

function SlotButton({ slot, opened, onOpened, onSound }: SlotProps) {
  const mark = { normal: '', attention: '! ', fault: '✕ ' }[slot.level];
  return (
    <Popover
      position="top-start"
      width={340}
      shadow="md"
      withArrow
      trapFocus={false}
      opened={opened}
      onChange={onOpened}
    >
      <Popover.Target>
        <UnstyledButton
          className={`status-slot status-${slot.level}`}
          data-slot={slot.name}
          onClick={() => onOpened(!opened)}
        >
          {mark}
          {slot.text}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Text size="sm">{slot.cause}</Text>
        <Text size="sm" fw={700} mt={4}>
          {slot.remedy}
        </Text>
        {slot.name === 'sound' && (
          <KeyButton onClick={onSound}>{slot.level === 'normal' ? 'Mute' : 'Sound on'}</KeyButton>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function Clock() {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <time className="status-clock" dateTime={now.toISOString()}>
      {now.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}
    </time>
  );
}
