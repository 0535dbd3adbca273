import { describe, expect, it } from 'vitest';
import { tokenState } from './token-state.js';

const now = Date.parse('2026-05-12T00:00:00Z');

describe('tokenState', () => {
  it.each([
    [{ revokedAt: '2026-05-01T00:00:00Z', expiresAt: null }, 'Revoked'],
    [{ revokedAt: null, expiresAt: null }, 'Valid'],
    [{ revokedAt: null, expiresAt: '2026-05-11T00:00:00Z' }, 'Ended'],
    [{ revokedAt: null, expiresAt: '2026-05-14T00:00:00Z' }, 'Ends soon'],
    [{ revokedAt: null, expiresAt: '2026-08-01T00:00:00Z' }, 'Valid'],
  ])('%#', (token, word) => expect(tokenState(token, now).word).toBe(word));
});
