/** A server that runs what is due and is there to be killed: `node victim.ts DATABASE URL NAME NOW`. */
import { openControl, openEventStore } from "#server/store";
import { openRig, RULE } from "./rig.ts";

const [database = "", url = "", name = "", now = ""] = process.argv.slice(2);
const control = await openControl(database, { clock: () => Number(now) });
const password = process.env["STORAGE_TOKEN"] ?? "";
const events = openEventStore({ url, password, database: name, retentionDays: 3650 });
const rig = openRig(control, events, [RULE]);
rig.state.now = Number(now);
const server = rig.server({ owner: "victim" });
await server.plan();
await server.runner.runNext();
