import { writeFileSync } from "node:fs";
import { faultsPage } from "./faults-page.ts";

/** Writes `docs/faults.md` after every change of the catalogue: `npm run docs`. */
writeFileSync(new URL("faults.md", import.meta.url), faultsPage());
