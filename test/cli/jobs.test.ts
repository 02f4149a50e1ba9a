import { describe, expect, it } from "vitest";
import type { JobsFilter } from "../../src/io/control-api.ts";
import { openCommandStand } from "./command-stand.ts";
import { ROW } from "./sample-control-api.ts";

const ETA = "2021-01-04T08:30:00.000+07:00";

describe("cetakd jobs", () => {
  it("lists jobs in aligned columns", async () => {
    const stand = openCommandStand();
    await stand.serve({
      jobs: () => [ROW, { ...ROW, job_id: "j", state: "pending", reasons: [], eta: ETA }],
    });
    const { code, stdout, stderr } = await stand.cetakd(["jobs"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.split("\n")).toEqual([
      "PEKERJAAN        KEADAAN   PRIORITAS  PERCOBAAN  DITERIMA           PERKIRAAN          ALASAN",
      "oku-2021-000124  tertahan  50         0          4 Jan 2021, 08.00  -                  printer-stopped",
      "j                menunggu  50         0          4 Jan 2021, 08.00  4 Jan 2021, 08.30",
      "",
    ]);
  });

  it("says that there are none", async () => {
    const stand = openCommandStand();
    await stand.serve({ jobs: () => [] });
    expect(await stand.cetakd(["jobs"])).toMatchObject({
      code: 0,
      stdout: "Tidak ada pekerjaan.\n",
    });
  });

  it.each([
    { args: [], filter: { limit: 100 } },
    { args: ["--state", "held", "--limit", "7"], filter: { state: "held", limit: 7 } },
  ])("asks for $filter with $args", async ({ args, filter }) => {
    const stand = openCommandStand();
    const filters: JobsFilter[] = [];
    await stand.serve({
      jobs(asked) {
        filters.push(asked);
        return [ROW];
      },
    });
    const { stdout } = await stand.cetakd(["jobs", "--json", ...args]);
    expect(JSON.parse(stdout)).toEqual({ jobs: [ROW] });
    expect(filters).toEqual([filter]);
  });
});
