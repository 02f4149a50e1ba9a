/** The one host of a virtual world, and of every scenario. */
export const SITE = { site: "oku", host: "host1" } as const;
