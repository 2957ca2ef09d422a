import { createTheme, type CSSVariablesResolver } from '@mantine/core';

/** Shade 8 and a darker dimmed text keep every contrast at WCAG AA in both schemes (reference/libraries.md section 2). */
export const theme = createTheme({
  primaryColor: 'blue',
  // `ink`, `ink-2`, lines, `surface` and `bg` of UI.md, so that Mantine's own greys are ours.
  colors: {
    dark: [
      '#e9edf2',
      '#a9b2bf',
      '#8a93a0',
      '#6b7480',
      '#4a5361',
      '#343b45',
      '#181c22',
      '#0f1216',
      '#0f1216',
      '#0b0d10',
    ],
  },
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  cursorType: 'pointer',
  focusClassName: 'loupe-focus',
  respectReducedMotion: true,
  fontFamily: 'system-ui, "DejaVu Sans", sans-serif',
  fontSizes: { xs: '0.8125rem', sm: '0.875rem', md: '1rem', lg: '1.125rem', xl: '1.5rem' },
  components: {
    // Colours mean verdicts only: what has to be read stands in a frame of ink.
    Alert: {
      vars: () => ({
        root: {
          '--alert-bg': 'var(--surface)',
          '--alert-bd': '2px solid var(--ink)',
          '--alert-color': 'var(--ink)',
        },
      }),
    },
    Button: { defaultProps: { variant: 'default' } },
    Tooltip: { defaultProps: { openDelay: 400 } },
  },
});

const dark = {
  '--mantine-color-body': '#0f1216',
  '--mantine-color-text': '#e9edf2',
  '--mantine-color-dimmed': '#a9b2bf',
  '--mantine-color-default': '#181c22',
  '--mantine-color-default-hover': '#222831',
  '--mantine-color-default-color': '#e9edf2',
  '--mantine-color-default-border': '#4a5361',
  '--mantine-color-placeholder': '#a9b2bf',
  '--mantine-color-error': '#e9edf2',
};
const light = {
  '--mantine-color-body': '#f5f6f8',
  '--mantine-color-text': '#14181d',
  '--mantine-color-dimmed': '#4a5361',
  '--mantine-color-default': '#ffffff',
  '--mantine-color-default-hover': '#e8ebef',
  '--mantine-color-default-color': '#14181d',
  '--mantine-color-default-border': '#8a93a0',
  '--mantine-color-placeholder': '#4a5361',
  '--mantine-color-error': '#14181d',
};
export const cssVariablesResolver: CSSVariablesResolver = () => ({ variables: {}, dark, light });
