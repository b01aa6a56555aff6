/** Parameters of a kernel module, as the kernel tells them apart. */

/**
 * The parameters in a text: what white space separates outside double quotes (`next_arg` of the
 * kernel's lib/cmdline.c). Quotes stay, for they are part of what was given.
 */
export function moduleParameters(text: string): readonly string[] {
  const parameters: string[] = [];
  let isQuoted = false;
  let parameter = "";
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    if (isQuoted || !/\s/.test(character)) {
      parameter += character;
    } else if (parameter !== "") {
      parameters.push(parameter);
      parameter = "";
    }
  }
  if (parameter !== "") parameters.push(parameter);
  return parameters;
}
