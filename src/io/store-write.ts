import type { Database, RunResult } from "better-sqlite3";
import type { Change } from "../core/changes.ts";
import { isOpen } from "../core/changes.ts";
import { commandWriter } from "./store-commands.ts";
import { noticeWriter } from "./store-notices.ts";
import { overrideWriter } from "./store-overrides.ts";
import { trustWriter } from "./store-trust.ts";

/** Writes one change, within the transaction of its commit. */
export function changeWriter(db: Database): (change: Change) => void {
  const addJob = db.prepare(
    `INSERT INTO jobs (job_id, hash, state, reasons, priority, arrival, stock, server, printer,
       specimen, received_at, expires_at, reprint_of, attempts)
     VALUES (@jobId, @hash, @state, @reasons, @priority, @arrival, @stock, @server, @printer,
       @specimen, @receivedAt, @expiresAt, @reprintOf, @attempts)`,
  );
  const addDocument = db.prepare("INSERT INTO documents (job_id, document) VALUES (?, ?)");
  const moveJob = db.prepare(
    "UPDATE jobs SET state = ?, reasons = ?, ended_at = ? WHERE job_id = ?",
  );
  const tellExpiry = db.prepare("UPDATE jobs SET expiry_told_at = ? WHERE job_id = ?");
  const countAttempt = db.prepare("UPDATE jobs SET attempts = ? WHERE job_id = ?");
  const addAttempt = db.prepare(
    `INSERT INTO attempts (job_id, attempt, printer, armed_at, before, panels, payload_hash)
     VALUES (@jobId, @attempt, @printer, @armedAt, @before, @panels, @payloadHash)`,
  );
  const interruptAttempt = db.prepare(
    `UPDATE attempts SET interrupted = ?
     WHERE job_id = ? AND attempt = ? AND outcome IS NULL AND interrupted IS NULL`,
  );
  const rejectCard = db.prepare(
    "UPDATE attempts SET rejecting = ? WHERE job_id = ? AND attempt = ? AND outcome IS NULL",
  );
  const countSpoiled = db.prepare("UPDATE jobs SET spoiled = spoiled + 1 WHERE job_id = ?");
  const countNotPrinted = db.prepare(
    "UPDATE jobs SET not_printed = not_printed + 1 WHERE job_id = ?",
  );
  const endAttempt = db.prepare(
    `UPDATE attempts SET outcome = ?, evidence = ?, ended_at = ?
     WHERE job_id = ? AND attempt = ? AND outcome IS NULL`,
  );
  const addFault = db.prepare(
    "INSERT INTO faults (device, condition, raw, since) VALUES (@device, @condition, @raw, @since)",
  );
  const clearFault = db.prepare(
    "UPDATE faults SET cleared_at = ? WHERE device = ? AND condition = ? AND cleared_at IS NULL",
  );
  const resolveAttempt = db.prepare(
    "UPDATE attempts SET decisions = ? WHERE job_id = ? AND attempt = ?",
  );
  const addCommand = commandWriter(db);
  const keepTrust = trustWriter(db);
  const keepOverride = overrideWriter(db);
  const keepNotice = noticeWriter(db);
  const addHold = db.prepare(
    "INSERT INTO holds (id, scope, cause, since, until) VALUES (?, ?, ?, ?, ?)",
  );
  const liftHold = db.prepare("UPDATE holds SET lifted_at = ? WHERE id = ? AND lifted_at IS NULL");
  const addEvent = db.prepare(
    "INSERT INTO events (stream, seq, at, body, delivered) VALUES (?, ?, ?, ?, 0)",
  );
  const deliverEvent = db.prepare("UPDATE events SET delivered = 1 WHERE stream = ? AND seq = ?");
  const setMeta = db.prepare(
    `INSERT INTO meta (key, value) VALUES (?, ?)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
  );
  const dropMeta = db.prepare("DELETE FROM meta WHERE key = ?");

  return (change) => {
    switch (change.kind) {
      case "job-added": {
        const { job, document } = change;
        const { server = null, printer = null, expiresAt = null, reprintOf = null } = job;
        const reasons = JSON.stringify(job.reasons);
        const specimen = job.specimen ? 1 : 0;
        addJob.run({ ...job, server, printer, expiresAt, reprintOf, reasons, specimen });
        addDocument.run(job.jobId, document);
        return;
      }
      case "job-moved": {
        const { state, jobId, at } = change;
        const endedAt = isOpen(state) ? null : at;
        one(moveJob.run(state, JSON.stringify(change.reasons), endedAt, jobId));
        return;
      }
      case "expiry-told":
        one(tellExpiry.run(change.at, change.jobId));
        return;
      case "attempt-armed": {
        const { attempt } = change;
        addAttempt.run({ ...attempt, before: JSON.stringify(attempt.before) });
        one(countAttempt.run(attempt.attempt, attempt.jobId));
        return;
      }
      case "attempt-interrupted":
        one(interruptAttempt.run(change.interrupted, change.jobId, change.attempt));
        return;
      case "attempt-rejecting": {
        const { jobId, attempt, reading } = change;
        one(rejectCard.run(JSON.stringify(reading), jobId, attempt));
        return;
      }
      case "attempt-ended": {
        const { jobId, attempt, at, evidence } = change;
        const text = JSON.stringify(evidence);
        one(endAttempt.run(evidence.outcome, text, at, jobId, attempt));
        if (evidence.outcome === "spoiled") one(countSpoiled.run(jobId));
        if (evidence.outcome === "not-printed") one(countNotPrinted.run(jobId));
        return;
      }
      case "attempt-resolved": {
        const { jobId, attempt, decisions } = change;
        one(resolveAttempt.run(JSON.stringify(decisions), jobId, attempt));
        return;
      }
      case "command-answered":
        addCommand(change.record);
        return;
      case "fault-raised":
        addFault.run({ raw: null, ...change.fault });
        return;
      case "fault-cleared":
        one(clearFault.run(change.at, change.fault.device, change.fault.condition));
        return;
      case "hold-placed": {
        const { id, scope, cause, since, until = null } = change.hold;
        addHold.run(id, JSON.stringify(scope), JSON.stringify(cause), since, until);
        return;
      }
      case "hold-lifted":
        one(liftHold.run(change.at, change.hold.id));
        return;
      case "fault-overridden":
      case "override-ended":
        one(keepOverride(change));
        return;
      case "incident-kept":
      case "relapse-kept":
      case "probation-kept":
      case "probation-ended":
        one(keepTrust(change));
        return;
      case "notice-kept":
      case "notice-closed":
        one(keepNotice(change));
        return;
      case "store-probed":
        setMeta.run("probed_at", String(change.at));
        return;
      case "smart-seen":
        setMeta.run(`smart:${change.server}`, JSON.stringify(change.values));
        return;
      case "printer-forgotten":
        one(dropMeta.run(`printer:${change.printer}`));
        return;
      case "printer-known":
        setMeta.run(`printer:${change.printer}`, change.serialNumber);
        return;
      case "twin-seen":
        setMeta.run(`twin:${change.twin.store}`, JSON.stringify(change.twin));
        return;
      case "store-renamed":
        setMeta.run("store_id", change.storeId);
        return;
      case "numbering-raised":
        setMeta.run(`seq:${change.stream}`, String(change.seq));
        return;
      case "event-added": {
        const { stream, seq, at, body } = change.event;
        addEvent.run(stream, seq, at, JSON.stringify(body));
        return;
      }
      case "event-delivered":
        one(deliverEvent.run(change.stream, change.seq));
        return;
    }
  };
}

/**
 * A change that finds nothing to change would be a lie in the history: the commit fails whole.
 * That is a programmer's error, as a broken constraint is: trying it again would never help.
 */
function one({ changes }: RunResult): void {
  if (changes !== 1) throw new Error("a change does not fit what is stored");
}
