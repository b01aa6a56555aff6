/**
 * From a filter's text to conditions. `and` and `or` bind alike and from the left, as in pcap;
 * `not` binds closer. A value without qualifiers has those of the one before it.
 */
import ipaddr from "ipaddr.js";
import { PcapFault } from "./fault.ts";
import { lex, type Token } from "./lex.ts";
import {
  accessor,
  type Direction,
  IS_IP4,
  IS_IP6,
  ip4Protocol,
  ip6Protocol,
  multicast,
  NAMED_NUMBERS,
  network,
  PORT_NAMES,
  PROTOCOLS,
  ports,
} from "./primitives.ts";
import {
  all,
  any,
  type Condition,
  compare,
  not,
  number,
  type Operator,
  type Value,
} from "./tree.ts";

const NESTING_MAX = 32;
const RELATIONS = new Set(["=", "==", "!=", ">", ">=", "<", "<="]);
const OPERATORS: readonly (readonly string[])[] = [
  ["|"],
  ["^"],
  ["&"],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "%"],
];
const ARITHMETIC = new Set(OPERATORS.flat());
const PORT_MAX = 65_535;

/** What stands before a value and says what it is. */
type Qualifiers = {
  family: "ip" | "ip6" | undefined;
  protocol: string | undefined;
  direction: Direction;
  kind: "host" | "net" | "port" | "portrange" | "proto";
};

type Guarded = { guards: Condition[]; value: Value };

const ENDS: ReadonlyMap<string, Direction> = new Map([
  ["src", "source"],
  ["dst", "destination"],
]);

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;
  #last: Qualifiers | undefined;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  filter(): Condition {
    if (this.#peek().kind === "end") return all();
    const condition = this.#expression();
    if (this.#peek().kind !== "end")
      this.#fail(
        `\`${this.#peek().text}\` is not expected here`,
        "Join conditions by and, or, not.",
      );
    return condition;
  }

  #peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)];
    return token as Token;
  }

  #take(...texts: readonly string[]): boolean {
    const { kind, text } = this.#peek();
    if (kind === "end" || !texts.includes(text)) return false;
    this.#at += 1;
    return true;
  }

  #fail(what: string, remedy: string, token = this.#peek()): never {
    throw new PcapFault(token.span, what, remedy);
  }

  #expect(text: string): void {
    if (!this.#take(text)) this.#fail(`\`${text}\` is missing here`, `Put \`${text}\` here.`);
  }

  #nested<Result>(parse: () => Result): Result {
    this.#depth += 1;
    if (this.#depth > NESTING_MAX)
      this.#fail(`the filter is nested deeper than ${NESTING_MAX} levels`, "Make it flatter.");
    const result = parse();
    this.#depth -= 1;
    return result;
  }

  #expression(): Condition {
    let left = this.#term();
    for (;;) {
      if (this.#take("and", "&&")) left = all(left, this.#term());
      else if (this.#take("or", "||")) left = any(left, this.#term());
      else return left;
    }
  }

  #term(): Condition {
    if (this.#take("not", "!")) return this.#nested(() => not(this.#term()));
    if (this.#startsRelation()) return this.#relation();
    if (this.#take("(")) {
      const inner = this.#nested(() => this.#expression());
      this.#expect(")");
      return inner;
    }
    return this.#primitive();
  }

  /** Whether arithmetic follows, and not a primitive or conditions in parentheses. */
  #startsRelation(): boolean {
    const { kind, text } = this.#peek();
    if (text === "len" || text === "-") return true;
    if (text === "(") return this.#isArithmetic(this.#closing());
    if (kind === "word" && this.#peek(1).text === "[") return true;
    return (kind === "number" || NAMED_NUMBERS.has(text)) && this.#isArithmetic(this.#at + 1);
  }

  #isArithmetic(at: number): boolean {
    const text = this.#tokens[at]?.text ?? "";
    return RELATIONS.has(text) || ARITHMETIC.has(text);
  }

  /** Index after the parenthesis that closes the one here. */
  #closing(): number {
    let depth = 0;
    for (let at = this.#at; at < this.#tokens.length; at += 1) {
      if (this.#tokens[at]?.text === "(") depth += 1;
      if (this.#tokens[at]?.text === ")") depth -= 1;
      if (depth === 0) return at + 1;
    }
    return this.#tokens.length;
  }

  #relation(): Condition {
    const left = this.#arithmetic(0);
    const relation = this.#peek().text;
    if (!RELATIONS.has(relation))
      this.#fail("a number must be compared here", "Compare it by =, !=, <, <=, > or >=.");
    this.#at += 1;
    const right = this.#arithmetic(0);
    const of = (kind: "==" | ">" | ">="): Condition => ({
      kind: "compare",
      left: left.value,
      relation: kind,
      right: right.value,
    });
    const conditions: Record<string, Condition> = {
      "=": of("=="),
      "==": of("=="),
      "!=": not(of("==")),
      ">": of(">"),
      ">=": of(">="),
      "<": not(of(">=")),
      "<=": not(of(">")),
    };
    return all(...left.guards, ...right.guards, conditions[relation] as Condition);
  }

  #arithmetic(level: number): Guarded {
    const operators = OPERATORS[level];
    if (operators === undefined) return this.#operand();
    let left = this.#arithmetic(level + 1);
    for (;;) {
      const operator = this.#peek();
      if (!this.#take(...operators)) return left;
      const right = this.#arithmetic(level + 1);
      const isDivision = operator.text === "/" || operator.text === "%";
      if (isDivision && right.value.kind === "number" && right.value.value === 0)
        this.#fail("this divides by 0", "Divide by another number.", operator);
      left = {
        guards: [...left.guards, ...right.guards],
        value: {
          kind: "operation",
          operator: operator.text as Operator,
          left: left.value,
          right: right.value,
        },
      };
    }
  }

  #operand(): Guarded {
    const token = this.#peek();
    if (this.#take("(")) {
      const inner = this.#nested(() => this.#arithmetic(0));
      this.#expect(")");
      return inner;
    }
    if (this.#take("-")) {
      const { guards, value } = this.#nested(() => this.#operand());
      return { guards, value: { kind: "operation", operator: "-", left: number(0), right: value } };
    }
    if (this.#take("len")) return { guards: [], value: { kind: "length" } };
    if (token.kind === "number") return { guards: [], value: number(this.#number()) };
    const named = NAMED_NUMBERS.get(token.text);
    if (token.kind === "word" && named !== undefined && this.#peek(1).text !== "[") {
      this.#at += 1;
      return { guards: [], value: number(named) };
    }
    if (token.kind !== "word" || this.#peek(1).text !== "[")
      this.#fail("a number is missing here", "Give a number, len, or bytes such as tcp[13].");
    return this.#access();
  }

  #number(): number {
    const token = this.#peek();
    const value = Number(token.text);
    if (token.kind !== "number") this.#fail("a number is missing here", "Give a number.");
    if (value > 0xffffffff) this.#fail("the number is larger than 32 bits", "Give a smaller one.");
    this.#at += 1;
    return value;
  }

  /** `tcp[13]`, `ip[6:2]` */
  #access(): Guarded {
    const protocol = this.#peek();
    this.#at += 2;
    const at = this.#nested(() => this.#arithmetic(0));
    const size = this.#take(":") ? this.#number() : 1;
    if (size !== 1 && size !== 2 && size !== 4)
      this.#fail("bytes are read 1, 2 or 4 at a time", "Give one of these sizes.");
    this.#expect("]");
    const found = accessor(protocol.text, at.value, size);
    if (found === undefined)
      this.#fail(
        `\`${protocol.text}\` has no bytes to read here`,
        "Read from ip, ip6, tcp, udp, icmp or icmp6; there is no link layer.",
        protocol,
      );
    return { guards: [...at.guards, found.guard], value: found.value };
  }

  #primitive(): Condition {
    const start = this.#peek();
    if (start.kind === "word" && (start.text === "less" || start.text === "greater")) {
      this.#at += 1;
      const limit = this.#number();
      const length: Value = { kind: "length" };
      return start.text === "less"
        ? not(compare(length, ">", limit))
        : compare(length, ">=", limit);
    }
    const qualifiers = this.#qualifiers();
    if (qualifiers === "whole") return this.#wholeProtocol(start);
    if (qualifiers === undefined) return this.#inherited();
    this.#last = qualifiers;
    if (this.#take("(")) {
      const inner = this.#nested(() => this.#expression());
      this.#expect(")");
      return inner;
    }
    return this.#value(qualifiers);
  }

  /** A value alone: that of the qualifiers before it. */
  #inherited(): Condition {
    const token = this.#peek();
    if (token.kind === "end")
      this.#fail("a condition is missing here", "Give one, such as tcp port 443.");
    if (this.#last === undefined && token.kind === "address")
      return this.#value({
        family: undefined,
        protocol: undefined,
        direction: "either",
        kind: token.text.includes("/") ? "net" : "host",
      });
    if (this.#last === undefined || token.kind === "symbol")
      this.#fail(
        `\`${token.text}\` is not known here`,
        "Give a protocol (ip, ip6, tcp, udp, icmp, icmp6), host, net, port, portrange, less, greater or bytes such as tcp[13].",
      );
    return this.#value(this.#last);
  }

  /** `tcp`, `ip multicast`: a family or protocol without a value. */
  #wholeProtocol(start: Token): Condition {
    const { text } = start;
    if ((text === "ip" || text === "ip6") && this.#take("multicast")) return multicast(text);
    if (text === "ip") return IS_IP4;
    if (text === "ip6") return IS_IP6;
    const protocol = PROTOCOLS.get(text) as number;
    if (text === "icmp" || text === "igmp") return ip4Protocol(protocol);
    if (text === "icmp6") return ip6Protocol(protocol);
    return any(ip4Protocol(protocol), ip6Protocol(protocol));
  }

  /** What stands before a value; "whole" for a protocol alone, undefined for nothing. */
  #qualifiers(): Qualifiers | "whole" | undefined {
    const first = this.#peek().text;
    const isFamily = first === "ip" || first === "ip6";
    const isProtocol = this.#peek().kind === "word" && PROTOCOLS.has(first);
    if (isFamily || isProtocol) this.#at += 1;
    const direction = this.#direction();
    const kind = this.#peek().text;
    const isKind = this.#take("host", "net", "port", "portrange", "proto");
    if (!isKind && direction === undefined) return isFamily || isProtocol ? "whole" : undefined;
    const isAddress = !isKind || kind === "host" || kind === "net";
    if (isProtocol && (isAddress || kind === "proto"))
      this.#fail(
        `\`${first}\` says nothing of an address`,
        `Write \`${first} and host ...\`, or \`${first} port ...\`.`,
      );
    return {
      family: isFamily ? first : undefined,
      protocol: isProtocol ? first : undefined,
      direction: direction ?? "either",
      kind: isKind ? (kind as Qualifiers["kind"]) : "host",
    };
  }

  #direction(): Direction | undefined {
    const first = ENDS.get(this.#peek().text);
    if (first === undefined || this.#peek().kind !== "word") return undefined;
    this.#at += 1;
    const second = ENDS.get(this.#peek(1).text);
    if (second === undefined || second === first) return first;
    if (this.#peek().text !== "or" && this.#peek().text !== "and") return first;
    const isBoth = this.#peek().text === "and";
    this.#at += 2;
    return isBoth ? "both" : "either";
  }

  #value(qualifiers: Qualifiers): Condition {
    const { kind, family, protocol, direction } = qualifiers;
    if (kind === "proto") return this.#protocol(family);
    if (kind === "host" || kind === "net") return this.#address(qualifiers);
    const range = kind === "port" ? this.#port() : this.#portRange();
    const number = protocol === undefined ? undefined : PROTOCOLS.get(protocol);
    return ports(number, family, direction, range);
  }

  #protocol(family: "ip" | "ip6" | undefined): Condition {
    this.#take("\\");
    const token = this.#peek();
    const value = token.kind === "number" ? this.#number() : PROTOCOLS.get(token.text);
    if (value === undefined || value > 255)
      this.#fail(
        `\`${token.text}\` is no protocol`,
        `Give a number up to 255 or one of ${[...PROTOCOLS.keys()].join(", ")}.`,
        token,
      );
    if (token.kind !== "number") this.#at += 1;
    if (family !== undefined) return family === "ip" ? ip4Protocol(value) : ip6Protocol(value);
    return any(ip4Protocol(value), ip6Protocol(value));
  }

  #port(): readonly [number, number] {
    const token = this.#peek();
    const value = token.kind === "number" ? Number(token.text) : PORT_NAMES.get(token.text);
    if (value === undefined || value > PORT_MAX)
      this.#fail(`\`${token.text}\` is no port`, "Give a number from 0 to 65535.");
    this.#at += 1;
    return [value, value];
  }

  #portRange(): readonly [number, number] {
    const token = this.#peek();
    const [from = 0, to = 0] = token.text.split("-").map(Number);
    const isRange = token.kind === "range" && from <= to && to <= PORT_MAX;
    if (!isRange) this.#fail("a range of ports is missing here", "Give one, such as 8000-8080.");
    this.#at += 1;
    return [from, to];
  }

  #address({ kind, family, direction }: Qualifiers): Condition {
    const token = this.#peek();
    const [address = "", prefix] = token.text.split("/");
    const isValid = token.kind === "address" && ipaddr.isValid(address);
    const isWhole =
      isValid && (address.includes(":") || ipaddr.IPv4.isValidFourPartDecimal(address));
    if (!isWhole)
      this.#fail(
        `\`${token.text}\` is no IP address`,
        "Give an address in numbers; names are not looked up.",
      );
    const bytes = ipaddr.parse(address).toByteArray();
    const bits = prefix === undefined ? bytes.length * 8 : Number(prefix);
    if (bits > bytes.length * 8 || (kind === "host" && prefix !== undefined))
      this.#fail(
        `\`${token.text}\` is no ${kind === "host" ? "host" : "network"}`,
        kind === "host" ? "Write `net` for a network." : "Give a shorter prefix.",
      );
    if (family !== undefined && (family === "ip") !== (bytes.length === 4))
      this.#fail(`\`${token.text}\` is no address of ${family}`, "Give one of this family.");
    this.#at += 1;
    return network(bytes, bits, direction);
  }
}

/** Parses a filter; throws PcapFault. The empty text is every packet. */
export function parse(text: string): Condition {
  return new Parser(lex(text)).filter();
}
