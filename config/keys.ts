import { z } from "zod";
import { configSchema } from "./schema.ts";

/** One key of the file, as a person reads about it. */
export interface ConfigKey {
  /** As `printers[].line.path`. */
  readonly path: string;
  /** What may stand there, in words. */
  readonly value: string;
  /** As it would stand in the file; absent: the key is required, or has none. */
  readonly fallback: string | undefined;
  readonly required: boolean;
  readonly description: string;
}

/** The part of JSON Schema in which zod describes the configuration. */
interface Node {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly anyOf?: readonly Node[];
  readonly items?: Node;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly required?: readonly string[];
}

/** The JSON Schema of the configuration file (draft 2020-12), for editors. */
export function configJsonSchema(): object {
  const schema = configSchema({ isCron: () => true, folder: "" });
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return { $schema, title: "Configuration of cetakd", ...rest };
}

/** Every key that holds a value, in the order of the schema. */
export function configKeys(): readonly ConfigKey[] {
  return schemaKeys(configJsonSchema());
}

/** The same of any JSON Schema that zod has made; a key of one's own choice stands as `<name>`. */
export function schemaKeys(schema: object): readonly ConfigKey[] {
  const keys = keysOf(schema, "");
  return keys.filter(({ path }, n) => keys.findIndex((key) => key.path === path) === n);
}

/** A key of one of several forms is not required: another form may stand there. */
function keysOf(node: Node, path: string): readonly ConfigKey[] {
  const { anyOf = [] } = node;
  return [node, ...anyOf].flatMap(({ properties = {}, required = [] }) =>
    Object.entries(properties).flatMap(([key, child]) => {
      const childPath = path === "" ? key : `${path}.${key}`;
      const needed = required.includes(key) && anyOf.length === 0;
      return keyOf(child, { path: childPath, required: needed });
    }),
  );
}

function keyOf(node: Node, place: Pick<ConfigKey, "path" | "required">): readonly ConfigKey[] {
  if (node.items?.properties !== undefined) return keysOf(node.items, `${place.path}[]`);
  const { additionalProperties: named } = node;
  if (typeof named === "object" && named.properties !== undefined) {
    return keysOf(named, `${place.path}.<name>`);
  }
  const inner = keysOf(node, place.path);
  // A value with a name of its own is explained where the name is.
  if (inner.length > 0 && node.title === undefined) return inner;
  const { description = "", default: fallback } = node;
  return [{ ...place, value: valueText(node), fallback: written(fallback), description }];
}

function valueText(node: Node): string {
  if (node.title !== undefined) return node.title;
  if (node.enum !== undefined) return node.enum.map(String).join(", ");
  if (node.const !== undefined) return String(node.const);
  if (node.items !== undefined) return `list of ${valueText(node.items)}`;
  if (node.anyOf !== undefined) return [...new Set(node.anyOf.map(valueText))].join(", ");
  if (node.type === "integer" || node.type === "number") return numberRange(node);
  return node.type === "boolean" ? "true, false" : "text";
}

function numberRange({ minimum, exclusiveMinimum, maximum = Number.MAX_SAFE_INTEGER }: Node) {
  const least = exclusiveMinimum === undefined ? minimum : exclusiveMinimum + 1;
  if (least === undefined || least === Number.MIN_SAFE_INTEGER) return "number";
  return maximum === Number.MAX_SAFE_INTEGER ? `number from ${least}` : `${least} to ${maximum}`;
}

function written(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}
