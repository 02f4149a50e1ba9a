/** What a model has beside feeder, head and ribbon. Source: A5013 Rev. E, availability chart. */
export interface Equipment {
  /** `Sk` is answered. */
  readonly feederSensor: boolean;
  /** `Sv` and `Sib` turn the card. */
  readonly flip: boolean;
  /** `Sis` */
  readonly contact: boolean;
  /** `Sic` */
  readonly contactless: boolean;
}

const ALL: Equipment = { feederSensor: true, flip: true, contact: true, contactless: true };

const EQUIPMENT: readonly (readonly [RegExp, Equipment])[] = [
  [/tattoo/i, { feederSensor: false, flip: false, contact: false, contactless: false }],
  [/pebble|dualys/i, { feederSensor: false, flip: true, contact: false, contactless: true }],
];

/** By the name that `Rtp` answers. A name that is no known model has everything. */
export function equipmentOf(model: string): Equipment {
  return EQUIPMENT.find(([name]) => name.test(model))?.[1] ?? ALL;
}
