/** A label as the fold sees it. */
export interface Placed {
  /** `<stationId>-<seq>` of the journal line that set it. */
  readonly id: string;
  /** The labels that whoever set it had before them. */
  readonly replaces: readonly string[];
}

/**
 * Labels that nobody withdrew and that no standing label replaces, be it through others. A label that is withdrawn gives back those it
 * replaced, unless somebody has answered it. More than one is a conflict: they were set by people who did not see each other's, and no clock
 * decides between them. The order of `labels` decides nothing, so every station that has the same ones comes to the same answer.
 */
export function currentLabels<Label extends Placed>(
  labels: readonly Label[],
  withdrawn: ReadonlySet<string>,
): Label[] {
  const byId = new Map(labels.map((label) => [label.id, label]));
  const standing = labels.filter(({ id }) => !withdrawn.has(id));
  const replaced = new Set<string>();
  const follow = (ids: readonly string[]) => {
    for (const id of ids) {
      if (replaced.has(id)) continue;
      replaced.add(id);
      follow(byId.get(id)?.replaces ?? []);
    }
  };
  for (const { replaces } of standing) follow(replaces);
  return standing.filter(({ id }) => !replaced.has(id));
}
