import { execFile } from "node:child_process";
import { access, constants, existsSync, statfs } from "node:fs";
import { uptime } from "node:os";
import type { Machine } from "../core/ports.ts";

const TIMEDATECTL_MS_MAX = 5_000;
/** Made by systemd-timesyncd when it has set the clock for the first time after a start. */
const SYNCHRONIZED_MARK = "/run/systemd/timesync/synchronized";

/**
 * The real computer. Whether its clock is synchronised is the kernel's own word (`STA_UNSYNC` of
 * adjtimex), which `timedatectl` shows whatever keeps the time: chrony, ntpd or systemd-timesyncd.
 * Where that cannot be asked, the mark of systemd-timesyncd counts.
 */
export function createMachine({ stateDir }: { readonly stateDir: string }): Machine {
  return {
    disk(done) {
      statfs(stateDir, (error, disk) => {
        if (error !== null) {
          done(undefined);
          return;
        }
        const { bavail, blocks, bsize } = disk;
        done({ freeBytes: bavail * bsize, totalBytes: blocks * bsize });
      });
    },
    writable: (done) => access(stateDir, constants.W_OK, (error) => done(error === null)),
    clockSynchronized(done) {
      const args = ["show", "--property=NTPSynchronized", "--value"];
      // With the daemon's NOTIFY_SOCKET it would tell the supervisor of its own errors.
      const env = { PATH: process.env["PATH"] ?? "/usr/bin:/bin" };
      execFile("timedatectl", args, { timeout: TIMEDATECTL_MS_MAX, env }, (error, stdout) => {
        const word = error === null ? stdout.trim() : "";
        if (word === "yes" || word === "no") done(word === "yes");
        else done(existsSync(SYNCHRONIZED_MARK) ? true : undefined);
      });
    },
    uptimeMs: () => uptime() * 1_000,
  };
}
