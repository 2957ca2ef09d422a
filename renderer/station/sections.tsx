import type { ComponentType } from 'react';
import { AboutStation } from './about.tsx';
import { ApiTokens } from './lists/api-tokens.tsx';
import { CameraSection } from './camera/camera-section.tsx';
import { Folder } from './folder.tsx';
import { IdRules } from './id-rules.tsx';
import { JournalHealth } from './journal-health.tsx';
import { Look } from './look.tsx';
import { Pedal } from './pedal.tsx';
import { People } from './lists/people.tsx';
import { Plan } from './plan.tsx';
import { ScannerSection } from './scanner/scanner-section.tsx';
import { PromotionRules } from './promotion-rules.tsx';
import { RegistrySection } from './registry/registry-section.tsx';
import { SamplePolicySection } from './samples/sample-policy.tsx';
import { Sound } from './sound.tsx';
import { TrustedKeys } from './lists/trusted-keys.tsx';
import { StorageHealth } from './storage.tsx';

interface Section {
  /** In the address: `#/station/<id>`. */
  readonly id: string;
  readonly name: string;
  readonly Content: ComponentType;
  /** Others do not see that it exists. */
  readonly adminOnly?: boolean;
}

/** The sections in the order of UI.md section 4. A new one is a line here. */
const list = [
  { id: 'camera', name: 'Camera', Content: CameraSection },
  { id: 'folder', name: 'Folder of pictures', Content: Folder, adminOnly: true },
  { id: 'scanner', name: 'Scanner test', Content: ScannerSection },
  { id: 'pedal', name: 'Pedal', Content: Pedal },
  { id: 'sound', name: 'Sound', Content: Sound },
  { id: 'look', name: 'Text size, theme, language', Content: Look },
  { id: 'ids', name: 'ID and tray rules', Content: IdRules },
  { id: 'plan', name: 'Plan', Content: Plan },
  { id: 'samples', name: 'Sample policy', Content: SamplePolicySection },
  { id: 'storage', name: 'Storage and retention', Content: StorageHealth },
  { id: 'registry', name: 'Registry', Content: RegistrySection },
  { id: 'promotion', name: 'Promotion', Content: PromotionRules },
  { id: 'journal', name: 'Journal health', Content: JournalHealth },
  { id: 'people', name: 'People', Content: People },
  { id: 'tokens', name: 'API tokens', Content: ApiTokens, adminOnly: true },
  { id: 'keys', name: 'Trusted keys', Content: TrustedKeys, adminOnly: true },
  { id: 'about', name: 'About', Content: AboutStation },
] as const satisfies readonly Section[];

export type SectionId = (typeof list)[number]['id'];
export const sections: readonly (Section & { readonly id: SectionId })[] = list;
