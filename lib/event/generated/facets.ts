/** Generated from schema/ by `npm run gen`. Do not edit. */
/** What the web offers to filter events and signals by. */
export const FACETS = [
  {"path":"@agent.rule_id","name":"Agent rule"},
  {"path":"@evt.name","name":"Event"},
  {"path":"@evt.category","name":"Category"},
  {"path":"@evt.outcome","name":"Outcome"},
  {"path":"@service","name":"Service"},
  {"path":"@container.id","name":"Container"},
  {"path":"@container.name","name":"Container name"},
  {"path":"@process.comm","name":"Command"},
  {"path":"@process.executable.path","name":"Executable"},
  {"path":"@process.user","name":"User"},
  {"path":"@process.parent.executable.path","name":"Parent executable"},
  {"path":"@file.path","name":"File"},
  {"path":"@dns.question.name","name":"DNS name"},
  {"path":"@connect.addr.ip","name":"Address"},
  {"path":"@connect.addr.port","name":"Port"},
] as const;
