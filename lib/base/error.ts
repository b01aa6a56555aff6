/** Expected failures: each module lists its own in an `errors.ts` table made by `defineErrors`. */

type ErrorSpec = { status: number; message: string; hint: string };

/**
 * What a module can refuse, by stable code. `{name}` in a message is filled from the values given.
 */
export type ErrorTable = Readonly<Record<string, ErrorSpec>>;

/**
 * An expected failure that a user may see: stable code, HTTP status, one public sentence, and what
 * to do.
 */
export class AppError extends Error {
  readonly code: string;
  readonly status: number;
  readonly hint: string;
  constructor(code: string, spec: ErrorSpec, options?: { cause?: unknown }) {
    super(spec.message, options);
    this.name = "AppError";
    this.code = code;
    this.status = spec.status;
    this.hint = spec.hint;
  }
}

/** Tells an expected failure from a bug. */
export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError;
}

/**
 * Turns a table into a function that makes its errors:
 * `const refuse = defineErrors({...}); throw refuse("STORE_DOWN", { url })`.
 */
export function defineErrors<Table extends ErrorTable>(table: Table) {
  return function refuse(
    code: keyof Table & string,
    values: Record<string, unknown> = {},
    cause?: unknown,
  ): AppError {
    const spec = table[code] as ErrorSpec;
    const fill = (text: string) =>
      text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
    const filled = { status: spec.status, message: fill(spec.message), hint: fill(spec.hint) };
    return new AppError(code, filled, cause === undefined ? undefined : { cause });
  };
}
