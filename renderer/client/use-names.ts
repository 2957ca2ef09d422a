import { useAsked } from './use-asked.ts';

/** Names of the station's people by id, as the journal knows them; the id of whoever is not known here. */
export function useNames(): (id: string) => string {
  const { value } = useAsked('people', (client, signal) => client.people.list(undefined, { signal }));
  const names = new Map(value?.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}
