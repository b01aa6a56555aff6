/** Generated from schema/ by `npm run gen`. Do not edit. */
/** Columns of the events table that hold a field of the event JSON. */
export const EVENT_COLUMNS = [
  {"name":"agent_rule_id","json":"agent.rule_id","type":"LowCardinality(String)"},
  {"name":"evt_name","json":"evt.name","type":"LowCardinality(String)"},
  {"name":"evt_category","json":"evt.category","type":"LowCardinality(String)"},
  {"name":"evt_outcome","json":"evt.outcome","type":"LowCardinality(String)"},
  {"name":"service","json":"service","type":"LowCardinality(String)"},
  {"name":"container_id","json":"container.id","type":"String"},
  {"name":"container_name","json":"container.name","type":"LowCardinality(String)"},
  {"name":"process_pid","json":"process.pid","type":"UInt32"},
  {"name":"process_comm","json":"process.comm","type":"LowCardinality(String)"},
  {"name":"process_executable_path","json":"process.executable.path","type":"LowCardinality(String)"},
  {"name":"process_user","json":"process.user","type":"LowCardinality(String)"},
  {"name":"process_parent_executable_path","json":"process.parent.executable.path","type":"LowCardinality(String)"},
  {"name":"file_path","json":"file.path","type":"String"},
  {"name":"dns_question_name","json":"dns.question.name","type":"String"},
  {"name":"connect_addr_ip","json":"connect.addr.ip","type":"String"},
  {"name":"connect_addr_port","json":"connect.addr.port","type":"UInt16"},
] as const;
