/** What completions and hovers show of a name; plain elements, because the editor places them. */
import type { Entry } from "#lib/secl";

type Labels = { example: string; undelivered: string };

function part(tag: string, className: string, ...content: (string | Node)[]): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...content);
  return element;
}

/** An entry as an element. Without `withName` the name stands beside it already. */
export function entryView(entry: Entry, labels: Labels, withName: boolean): HTMLElement {
  const view = part("div", "entry");
  if (withName) {
    view.append(
      part("div", "entry-head", part("code", "entry-name", entry.name), ` ${entry.detail}`),
    );
  }
  if (entry.brief !== "") view.append(part("p", "", `${entry.brief}.`));
  if (entry.definition !== "") view.append(part("code", "entry-definition", entry.definition));
  if (entry.example !== "") {
    view.append(part("p", "dim", `${labels.example} `, part("code", "", entry.example)));
  }
  if (entry.undelivered !== "") {
    view.append(part("p", "entry-undelivered", `${labels.undelivered} ${entry.undelivered}.`));
  }
  return view;
}
