import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const accent: MantineColorsTuple = ['#E8F2FC', '#CFE3F7', '#A3CBF0', '#74B1E8', '#5BB0F5', '#2E84D1', '#0B62B0', '#0A569B', '#084A86', '#063D70'];
const good: MantineColorsTuple = ['#E7F6EC', '#CDEBD7', '#A5DBB7', '#7FD09A', '#5CC97E', '#3AA65D', '#1E7A3C', '#1A6C35', '#165D2E', '#124E26'];
const warn: MantineColorsTuple = ['#FFF6E0', '#FBEAC0', '#F4D88E', '#EBC75F', '#E3B341', '#B98410', '#8A5A00', '#7A5000', '#694500', '#583A00'];
const bad: MantineColorsTuple = ['#FDECEC', '#FAD5D3', '#F8B3AE', '#FF9D96', '#FF8A80', '#E05550', '#C22B2B', '#AC2626', '#952121', '#7E1C1C'];

/** theme is Slipway's look: system fonts, dense sizes, and only colours that have a meaning. */
export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 6 },
  colors: { accent, good, warn, bad },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '18px' },
  headings: { fontWeight: '600', sizes: { h1: { fontSize: '22px', lineHeight: '1.3' }, h2: { fontSize: '15px', lineHeight: '1.4' }, h3: { fontSize: '13px', lineHeight: '1.4' } } },
  defaultRadius: 'sm',
  breakpoints: { xs: '30em', sm: '56.25em', md: '68em', lg: '80em', xl: '96em' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300, events: { hover: true, focus: true, touch: true } } },
    Modal: { defaultProps: { centered: true, transitionProps: { duration: 120 }, closeButtonProps: { 'aria-label': 'Close' }, attributes: { header: { role: 'presentation' } } } },
    Menu: { defaultProps: { transitionProps: { duration: 80 } } },
    Loader: { defaultProps: { type: 'dots' } },
  },
});

/** cssVariables are the tokens that components read; each has one meaning and a value for light and for dark. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: { '--slip-row': '32px' },
  light: {
    '--mantine-color-dimmed': '#5F6670',
    '--mantine-color-placeholder': '#5F6670',
    '--slip-good': '#1E7A3C',
    '--slip-warn': '#8A5A00',
    '--slip-bad': '#C22B2B',
    '--slip-info': '#0B62B0',
    '--slip-unknown': '#5F6670',
    '--slip-stable': '#0B62B0',
    '--slip-candidate': '#B84D06',
    '--slip-shadow': '#0F7B6C',
    '--slip-reference': '#8D95A0',
    '--slip-reference-area': '#E1E4E8',
    '--slip-grid': '#E3E6EA',
    '--slip-panel': '#FFFFFF',
    '--slip-page': '#F8F9FA',
    '--slip-border': '#DEE2E6',
    '--slip-hover': '#F1F4F8',
    '--slip-selected': '#E8F2FC',
    '--slip-link': '#0B62B0',
  },
  dark: {
    '--mantine-color-dimmed': '#A3A9B2',
    '--mantine-color-placeholder': '#A3A9B2',
    '--slip-good': '#5CC97E',
    '--slip-warn': '#E3B341',
    '--slip-bad': '#FF8A80',
    '--slip-info': '#5BB0F5',
    '--slip-unknown': '#A3A9B2',
    '--slip-stable': '#5BB0F5',
    '--slip-candidate': '#F59A4C',
    '--slip-shadow': '#43C7B0',
    '--slip-reference': '#8D95A0',
    '--slip-reference-area': '#43474E',
    '--slip-grid': '#3A3D42',
    '--slip-panel': '#2E2E2E',
    '--slip-page': '#242424',
    '--slip-border': '#424549',
    '--slip-hover': '#373A3F',
    '--slip-selected': '#1F3A55',
    '--slip-link': '#5BB0F5',
  },
});
