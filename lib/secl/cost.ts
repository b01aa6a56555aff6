/**
 * Relative work of evaluating a checked tree, so that the planner can put cheap conditions first.
 * Only the order of magnitude matters; one unit is about one comparison of a number.
 */
import type { Membership, StringTest, Value } from "./tree.ts";

/**
 * A field of the record; a field that the agent looks up; a list of which many elements are looked
 * at.
 */
const READ_KERNEL = 1;
const READ_RESOLVED = 10;
const READ_ITERATOR = 200;
const READ_ARRAY = 10;
const READ_VARIABLE = 20;
const TEST_FORM: Readonly<Record<StringTest["form"], number>> = {
  equal: 1,
  pattern: 5,
  glob: 8,
  regexp: 50,
};
const TEST_NET = 20;

/** Cost of `value` when nothing of it is cut short. */
export function costOf(value: Value): number {
  switch (value.kind) {
    case "literal":
      return 0;
    case "read":
      if (value.source === "iterator") return READ_ITERATOR;
      return (
        (value.origin === "kernel" ? READ_KERNEL : READ_RESOLVED) + (value.isList ? READ_ARRAY : 0)
      );
    case "variable":
      return READ_VARIABLE;
    case "template":
      return value.parts.reduce(
        (sum, part) => sum + (typeof part === "string" ? 1 : costOf(part)),
        5,
      );
    case "arithmetic":
      return 1 + costOf(value.left) + costOf(value.right);
    case "and":
    case "or":
      return value.terms.reduce((sum, term) => sum + costOf(term), 0);
    case "not":
      return costOf(value.operand);
    case "relation":
      return 2 + costOf(value.left) * times(value.right) + costOf(value.right) * times(value.left);
    case "membership":
      return (costOf(value.left) + testCost(value)) * (value.left.array ? 2 : 1);
    case "age":
      return 2 + costOf(value.left);
  }
}

function times(value: Value): number {
  return value.array ? 5 : 1;
}

/** Equal texts and ints of one test are looked up together, so they count once. */
function testCost({ test }: Membership): number {
  if (test.type === "int") return 1;
  if (test.type === "ip") return TEST_NET + test.nets.length;
  const others = test.tests.filter(({ form }) => form !== "equal");
  return others.reduce((sum, { form }) => sum + TEST_FORM[form], TEST_FORM.equal);
}
