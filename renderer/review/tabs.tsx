import { Kbd } from '@mantine/core';

export const tabs = ['Queue', 'Mistakes', 'Study'] as const;
export type Tab = (typeof tabs)[number];
export const nextTab = (tab: Tab): Tab => tabs[(tabs.indexOf(tab) + 1) % tabs.length]!;

/** The parts of the screen. */
export function ReviewTabs({ tab, onTab }: { tab: Tab; onTab: (tab: Tab) => void }) {
  return (
    <nav className="review-tabs" aria-label="Parts of Review">
      {tabs.map((each) => (
        <button
          key={each}
          type="button"
          aria-current={each === tab ? 'page' : undefined}
          onClick={() => onTab(each)}
        >
          {each}
        </button>
      ))}
      <Kbd>G</Kbd>
    </nav>
  );
}
