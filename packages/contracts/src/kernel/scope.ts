import { z } from 'zod';

/** Scope names what a token may do; `admin` implies the others. */
export const Scope = z.enum(['read', 'write', 'predict', 'feedback', 'approve', 'admin']);
export type Scope = z.infer<typeof Scope>;

/** Role names what a person or service account may do at most. */
export const Role = z.enum(['viewer', 'engineer', 'approver', 'admin']);
export type Role = z.infer<typeof Role>;

/** scopesOfRole lists the scopes a role grants; a token never exceeds its owner's list. */
export const scopesOfRole: Record<Role, readonly Scope[]> = {
  viewer: ['read'],
  engineer: ['read', 'write', 'predict', 'feedback'],
  approver: ['read', 'write', 'predict', 'feedback', 'approve'],
  admin: ['read', 'write', 'predict', 'feedback', 'approve', 'admin'],
};
