import { hostTopics } from "../../protocols/host/topics.ts";
import type { ServerSettings } from "./options.ts";

/** The topics on which a server speaks and listens (contract §1). */
export function serverTopics({ site, host, id }: ServerSettings) {
  const hosts = hostTopics({ site, host });
  const own = `${hosts.servers}/${id}`;
  return {
    ...hosts,
    command: `${hosts.base}/cmd`,
    own: {
      availability: `${own}/availability`,
      health: `${own}/health`,
      request: `${own}/request`,
    },
  };
}

/** A server answers where it is asked to, but nowhere else than where answers belong. */
export function isReplyTopic(topic: unknown): topic is string {
  return typeof topic === "string" && /^cetak\/1\/[a-z0-9-]+\/[a-z0-9-]+\/reply$/.test(topic);
}
