/** What can be done with rules, one or many; what was done and what could not be is told. */
import { useQueryClient } from "@tanstack/react-query";
import type { DetectionRule } from "#lib/protocol";
import {
  changeRule,
  createRule,
  deleteRules,
  exportRules,
  type RuleDraft,
  restoreRule,
} from "../../api/rules.ts";
import { describeFailure } from "../../ui/failure-view.tsx";
import { saveFile } from "../../ui/save-file.ts";
import { useTell } from "../../ui/tell.ts";
import { useText } from "../../ui/text/index.tsx";
import { readRules } from "./editor/draft.ts";

const PARALLEL_MAX = 4;
/** Bytes of a file of rules. */
const FILE_BYTES_MAX = 20_000_000;

/** Does the same with each, a few at a time; the answer is what failed. */
async function forEach<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<{ item: Item; error: unknown }[]> {
  const queue = [...items];
  const failed: { item: Item; error: unknown }[] = [];
  const run = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift())
      await work(item).catch((error: unknown) => failed.push({ item: item as Item, error }));
  };
  await Promise.all(Array.from({ length: PARALLEL_MAX }, run));
  return failed;
}

export function useRuleActions() {
  const client = useQueryClient();
  const tell = useTell();
  const text = useText();
  const renew = async () => {
    await Promise.all([
      client.invalidateQueries({ queryKey: ["rules"] }),
      client.invalidateQueries({ queryKey: ["rule"] }),
    ]);
  };
  return {
    renew,
    async setEnabled(rules: readonly DetectionRule[], isEnabled: boolean) {
      const wanted = rules.filter((rule) => rule.isEnabled !== isEnabled);
      const failed = await forEach(wanted, ({ id }) => changeRule(id, { isEnabled }));
      await renew();
      if (failed[0]) tell.failed(failed[0].error);
      const count = wanted.length - failed.length;
      if (count > 0) tell.done(text("ruleDesk.changed", { count }));
    },
    /** Answers whether all of them are gone. */
    async remove(rules: readonly DetectionRule[]): Promise<boolean> {
      try {
        const { deletedRules, failedRules } = await deleteRules(rules.map(({ id }) => id));
        if (deletedRules.length > 0)
          tell.done(text("ruleDesk.deleted", { count: deletedRules.length }));
        if (failedRules.length > 0)
          tell.warn(text("ruleDesk.notDeleted", { count: failedRules.length }));
        await client.invalidateQueries({ queryKey: ["rules"] });
        return failedRules.length === 0;
      } catch (error) {
        tell.failed(error);
        return false;
      }
    },
    async restore(id: string, version: number) {
      try {
        await restoreRule(id, version);
        tell.done(text("ruleDesk.restored", { version }));
        await renew();
      } catch (error) {
        tell.failed(error);
      }
    },
    async exportZip(rules: readonly DetectionRule[]) {
      try {
        saveFile("rules.zip", await exportRules(rules.map(({ id }) => id)));
      } catch (error) {
        tell.failed(error);
      }
    },
    async importFile(file: File) {
      const rules = file.size > FILE_BYTES_MAX ? undefined : readRules(await file.text());
      if (!rules) return tell.warn(text("ruleDesk.importUnreadable"));
      const failed = await forEach(rules, (rule: RuleDraft) => createRule(rule));
      const count = rules.length - failed.length;
      if (count > 0) tell.done(text("ruleDesk.imported", { count }));
      for (const { item, error } of failed.slice(0, 3)) {
        const reason = describeFailure(error, text).message;
        const name = String(item["name"] ?? "");
        tell.warn(text("ruleDesk.importFailed", { name, reason }));
      }
      await renew();
    },
  };
}
