/** A map of limited size: what was used longest ago is forgotten first. */
export interface RecentMap<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
  readonly size: number;
  /** What was used longest ago comes first. */
  values(): readonly Value[];
}

export function createRecentMap<Value>(limit: number): RecentMap<Value> {
  // A Map keeps the order in which keys came: whoever is used moves to its end.
  const values = new Map<string, Value>();
  const put = (key: string, value: Value) => {
    values.delete(key);
    values.set(key, value);
  };
  return {
    get(key) {
      const value = values.get(key);
      if (value !== undefined) put(key, value);
      return value;
    },
    set(key, value) {
      put(key, value);
      if (values.size <= limit) return;
      const [oldest] = values.keys();
      if (oldest !== undefined) values.delete(oldest);
    },
    delete: (key) => void values.delete(key),
    values: () => [...values.values()],
    get size() {
      return values.size;
    },
  };
}
