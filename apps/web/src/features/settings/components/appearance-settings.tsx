import { SegmentedControl, Stack, Text, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';

const schemes = [
  { value: 'auto', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

/** AppearanceSettings chooses the colours of this browser. */
export function AppearanceSettings(): ReactNode {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Section title="Appearance">
      <Stack gap="xs" align="flex-start">
        <SegmentedControl
          data={schemes}
          value={colorScheme}
          onChange={(value) => setColorScheme(value as MantineColorScheme)}
          aria-label="Colours"
        />
        <Text size="sm" c="dimmed">
          Kept in this browser. Motion follows the system's setting for reduced motion.
        </Text>
      </Stack>
    </Section>
  );
}
