/** Two jobs of a developer's day: a build of a C project, and a walk through a tree of files. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SOURCES = 40;
const TREE = "/usr/share/doc";

export type Jobs = { build(): void; files(): void; remove(): void };

function source(index: number): string {
  return `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "part${index}.h"

static unsigned mix(const char *text, unsigned seed)
{
	while (*text)
		seed = (seed ^ (unsigned char)*text++) * 16777619u;
	return seed;
}

unsigned part${index}(const char *text)
{
	char copy[80];

	snprintf(copy, sizeof(copy), "%s/%d", text, ${index});
	return mix(copy, ${index}u) & 0xff;
}
`;
}

/** Writes the project below a directory of its own. */
export function makeJobs(): Jobs {
  const dir = mkdtempSync(join(tmpdir(), "vigil-project-"));
  const parts = Array.from({ length: SOURCES }, (_, index) => index);
  for (const index of parts) {
    writeFileSync(join(dir, `part${index}.c`), source(index));
    writeFileSync(join(dir, `part${index}.h`), `unsigned part${index}(const char *text);\n`);
  }
  const calls = parts.map((index) => `part${index}("x")`).join(" + ");
  const includes = parts.map((index) => `#include "part${index}.h"`).join("\n");
  writeFileSync(
    join(dir, "main.c"),
    `${includes}\n\nint main(void)\n{\n\treturn !(${calls});\n}\n`,
  );
  writeFileSync(
    join(dir, "Makefile"),
    "app: $(patsubst %.c,%.o,$(wildcard *.c))\n\tcc -o $@ $^\n" +
      "%.o: %.c\n\tcc -O1 -c -o $@ $<\nclean:\n\trm -f app *.o\n",
  );
  mkdirSync(join(dir, "out"));
  const run = (command: string) =>
    execFileSync("sh", ["-c", command], { cwd: dir, stdio: ["ignore", "ignore", "inherit"] });
  return {
    build: () => run("make -s clean && make -s -j2"),
    files: () =>
      run(`find ${TREE} -xdev -type f -size -64k >out/list && tar -C ${TREE} -cf out/tar .`),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
