import { readFileSync, writeFileSync } from "node:fs";
import { lateRows, lateTable } from "./late-table.ts";

// Tells the story of months and puts its table into the page: `npm run docs:oku`.

const STORY = new URL("../simulator/scenario/stories/oku-2021.yaml", import.meta.url).pathname;
const PAGE = new URL("./oku-2021.md", import.meta.url);
const [BEGIN, END] = ["<!-- table: npm run docs:oku -->", "<!-- end of table -->"] as const;

const rows = await lateRows(STORY, (line) => process.stdout.write(`${line}\n`));
const page = readFileSync(PAGE, "utf8");
const [before, rest = ""] = page.split(BEGIN);
const [, after = ""] = rest.split(END);
writeFileSync(
  PAGE,
  [before, BEGIN, "\n\n", lateTable(rows).join("\n"), "\n\n", END, after].join(""),
);
