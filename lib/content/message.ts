/** Messages with `{{field}}` in them. */

const PLACEHOLDER = /\{\{\s*([^{}\s]+)\s*\}\}/g;

/** Names between the braces of a message, in order. */
export function placeholders(template: string): string[] {
  return [...template.matchAll(PLACEHOLDER)].map((match) => match[1] ?? "");
}

/** Fills a message from an event whose properties are field names; arrays are joined by ", ". */
export function renderMessage(template: string, event: object): string {
  const fields = event as Readonly<Record<string, unknown>>;
  return template.replace(PLACEHOLDER, (_, name: string) => {
    const value = fields[name];
    return Array.isArray(value) ? value.join(", ") : String(value ?? "");
  });
}
