import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { SlipwayError, uuidv7 } from '@slipway/core';
import { problemOf } from './problem.js';

/** answerBrokenRequest answers what is not even HTTP (or has headers that are too large) as a problem, and hangs up. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const body = JSON.stringify({
    ...problemOf(new SlipwayError('invalid_request', 'The request cannot be read.'), uuidv7()),
    status,
  });
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/problem+json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close`;
  socket.end(`${head}\r\n\r\n${body}`);
}
