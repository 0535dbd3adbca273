import { describe, expect, it } from 'vitest';
import { homeTone } from './needs-you.js';

const item = (severity: 'bad' | 'warn' | 'info') => ({
  severity,
  sentence: severity,
  path: '/',
  at: '2026-05-12T12:00:00Z',
});

describe('homeTone', () => {
  it('is good when nothing waits', () => expect(homeTone({ needsYou: [] })).toBe('good'));
  it('is that of the worst thing', () => expect(homeTone({ needsYou: [item('warn'), item('info')] })).toBe('warn'));
});
