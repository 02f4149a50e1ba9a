import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A file system of its own, small enough to be filled. */
export interface Disk {
  readonly path: string;
  /** Leaves no room for a single block. */
  fill(): void;
  /** Takes away what filled it. */
  makeRoom(): void;
  /** Mounts it anew with these options; throws while its files are open for writing. */
  remount(options: string): void;
  /** Leaves it as the kernel does when it gives up on a disk, open files or not: read-only. */
  abort(): void;
  /** As after a reboot, when the disk has been checked. */
  repair(): void;
  dispose(): void;
}

/** In memory. */
export function openTmpfs(): Disk {
  const folder = mkdtempSync(join(tmpdir(), "cetakd-disk-"));
  mount("-t", "tmpfs", "-o", "size=4m,mode=0755", "tmpfs", folder);
  return diskAt(folder, folder);
}

/** An ext4 in a file. */
export function openExt4(): Disk {
  const folder = mkdtempSync(join(tmpdir(), "cetakd-disk-"));
  const image = join(folder, "image");
  const path = join(folder, "mnt");
  mkdirSync(path);
  appendFileSync(image, "");
  truncateSync(image, 16 * 1024 * 1024);
  execFileSync(MKFS, ["-q", image]);
  mount("-o", "loop", image, path);
  return diskAt(path, folder, () => mount("-o", "loop", image, path));
}

const MKFS = "/usr/sbin/mkfs.ext4";

function diskAt(path: string, folder: string, mountAgain = () => {}): Disk {
  const filler = join(path, "filler");
  return {
    path,
    fill() {
      for (const bytes of [65_536, 512]) {
        while (tryAppend(filler, bytes)) {}
      }
    },
    makeRoom: () => rmSync(filler),
    remount: (options) => mount("-o", `remount,${options}`, path),
    abort: () => mount("-o", "remount,abort", path),
    repair() {
      execFileSync("umount", [path]);
      mountAgain();
    },
    dispose() {
      execFileSync("umount", [path]);
      rmSync(folder, { recursive: true });
    },
  };
}

function tryAppend(path: string, bytes: number): boolean {
  try {
    appendFileSync(path, Buffer.alloc(bytes));
    return true;
  } catch {
    return false;
  }
}

function mount(...args: readonly string[]): void {
  execFileSync("mount", args, { stdio: "pipe" });
}

/** Why there can be no such disk here; empty: there can. Tries it once. */
export function whyNoDisk(open: () => Disk): string {
  if (process.getuid?.() !== 0) return "mounting needs root";
  if (open === openExt4 && !existsSync(MKFS)) return "mkfs.ext4 is not installed";
  try {
    open().dispose();
    return "";
  } catch {
    return "mounting is not permitted here";
  }
}

/** Every fsync of a process fails, until it is called off. */
export interface FailingSync {
  stop(): Promise<void>;
}

/** Settles when the process is being traced: no fsync from now on succeeds. */
export async function failSync(pid: number): Promise<FailingSync> {
  const calls = "fsync,fdatasync";
  const injected = ["-e", `trace=${calls}`, "-e", `inject=${calls}:error=EIO`];
  const tracer = spawn("strace", ["-f", ...injected, "-p", String(pid)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = once(tracer, "exit");
  for await (const line of createInterface(tracer.stderr)) {
    if (line.includes("attached")) break;
  }
  tracer.stderr.resume();
  return {
    async stop() {
      tracer.kill("SIGINT");
      if (tracer.exitCode === null && tracer.signalCode === null) await ended;
    },
  };
}

/** Why no process can be made to fail its fsyncs; empty: one can. */
export function whyNoFailingSync(): string {
  const { error, status } = spawnSync("strace", ["-qq", "-e", "trace=none", "true"]);
  if (error !== undefined) return "strace is not installed";
  return status === 0 ? "" : "tracing a process is not permitted here";
}
