/** Shows Markdown as React elements; no HTML is ever made from text. */
import { type JSX, useMemo } from "react";
import { type Block, type Inline, parseMarkdown } from "./markdown-parse.ts";

function inline(part: Inline, key: number): JSX.Element {
  switch (part.kind) {
    case "code":
      return <code key={key}>{part.text}</code>;
    case "strong":
      return <strong key={key}>{part.text}</strong>;
    case "emphasis":
      return <em key={key}>{part.text}</em>;
    case "link":
      return (
        <a key={key} href={part.href} target="_blank" rel="noreferrer noopener">
          {part.text}
        </a>
      );
    default:
      return <span key={key}>{part.text}</span>;
  }
}

/** Headings start below those of the page. */
const HEADING_LEVEL_TOP = 3;

function block(part: Block, key: number): JSX.Element {
  switch (part.kind) {
    case "code":
      return (
        <pre key={key} className="markdown-code">
          {part.text}
        </pre>
      );
    case "heading": {
      const level = Math.min(6, part.level - 1 + HEADING_LEVEL_TOP);
      const Heading = `h${level}` as "h3";
      return <Heading key={key}>{part.content.map(inline)}</Heading>;
    }
    case "list": {
      const List = part.ordered ? "ol" : "ul";
      return (
        <List key={key}>
          {part.items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: parsed text never reorders.
            <li key={index}>{item.map(inline)}</li>
          ))}
        </List>
      );
    }
    default:
      return <p key={key}>{part.content.map(inline)}</p>;
  }
}

export function Markdown({ source }: { source: string }) {
  const blocks = useMemo(() => parseMarkdown(source), [source]);
  return <div className="markdown">{blocks.map(block)}</div>;
}
