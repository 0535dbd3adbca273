import { Problem, type FieldError } from '@slipway/contracts';

/** SlipwayProblem is a refusal of Slipway: a stable `code`, the HTTP `status`, the wrong fields, and the id that finds it in the log. */
export class SlipwayProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly errors: readonly FieldError[],
    readonly requestId: string | null,
  ) {
    super(detail);
    this.name = 'SlipwayProblem';
  }
}

/** problemFrom reads the refusal of an answer; an answer of something that is not Slipway (a proxy) gets the code `not_slipway`. */
export async function problemFrom(response: Response): Promise<SlipwayProblem> {
  const text = await response.text();
  const parsed = Problem.safeParse(jsonOf(text));
  if (!parsed.success)
    return new SlipwayProblem(
      response.status,
      'not_slipway',
      `The server answered ${response.status}: ${text.slice(0, 200)}`,
      [],
      response.headers.get('x-request-id'),
    );
  const { status, code, detail, errors, requestId } = parsed.data;
  return new SlipwayProblem(status, code, detail, errors ?? [], requestId);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
