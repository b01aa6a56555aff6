/** Sentences in which `names` stand between backticks, with the names set as code. */

/** Every second part is code. */
export function splitCode(sentence: string): string[] {
  return sentence.split("`");
}

export function CodeText({ children }: { children: string }) {
  return splitCode(children).map((part, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text never reorder.
    index % 2 === 1 ? <code key={index}>{part}</code> : part,
  );
}
