/** The topics of one host (contract §1). `<base>` is `cetak/1/<site>/<host>`. */
export interface HostTopics {
  readonly base: string;
  readonly availability: string;
  readonly state: string;
  readonly event: string;
  readonly job: string;
  readonly jobAck: string;
  readonly jobEvent: string;
  readonly cmd: string;
  readonly cmdRes: string;
  readonly reply: string;
  /** Above the topics of every server of the site. */
  readonly servers: string;
}

/** Number of the contract: it stands in every topic and changes only with a new contract. */
const CONTRACT_VERSION = 1;

export function hostTopics({
  site,
  host,
}: {
  readonly site: string;
  readonly host: string;
}): HostTopics {
  const base = `cetak/${CONTRACT_VERSION}/${site}/${host}`;
  return {
    base,
    availability: `${base}/availability`,
    state: `${base}/state`,
    event: `${base}/event`,
    job: `${base}/job`,
    jobAck: `${base}/job/ack`,
    jobEvent: `${base}/job/event`,
    cmd: `${base}/cmd`,
    cmdRes: `${base}/cmd/res`,
    reply: `${base}/reply`,
    servers: `cetak/${CONTRACT_VERSION}/${site}/server`,
  };
}

/** The MQTT client id under which the broker keeps this host's session. */
export function clientId({ site, host }: { readonly site: string; readonly host: string }): string {
  return `cetakd-${site}-${host}`;
}
