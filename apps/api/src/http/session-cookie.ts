import type { FastifyReply } from 'fastify';

const NAME = 'slipway_session';
const ATTRIBUTES = 'Path=/; HttpOnly; SameSite=Strict';

/** sessionCookie reads the session's secret from a Cookie header. */
export function sessionCookie(header: string | undefined): string | undefined {
  return header
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${NAME}=`))
    ?.slice(NAME.length + 1);
}

/** setSessionCookie hands the session to the browser: unreadable for scripts, never sent from other sites. */
export function setSessionCookie(reply: FastifyReply, secret: string, expiresAt: Date, secure: boolean): void {
  void reply.header(
    'set-cookie',
    `${NAME}=${secret}; ${ATTRIBUTES}; Expires=${expiresAt.toUTCString()}${secure ? '; Secure' : ''}`,
  );
}

/** clearSessionCookie takes the session from the browser. */
export function clearSessionCookie(reply: FastifyReply): void {
  void reply.header('set-cookie', `${NAME}=; ${ATTRIBUTES}; Max-Age=0`);
}
