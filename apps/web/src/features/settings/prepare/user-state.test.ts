import { describe, expect, it } from 'vitest';
import { userState } from './user-state.js';

const AT = '2026-11-21T10:00:00.000Z';

describe('userState', () => {
  it.each([
    [{ disabledAt: AT, hasPassword: true, lastSignedInAt: AT }, 'Disabled'],
    [{ disabledAt: null, hasPassword: true, lastSignedInAt: null }, 'Active'],
    [{ disabledAt: null, hasPassword: false, lastSignedInAt: null }, 'Invited'],
    [{ disabledAt: null, hasPassword: false, lastSignedInAt: AT }, 'No password'],
  ])('%o is %s', (user, word) => expect(userState(user).word).toBe(word));
});
