/** `wanted`, or with the first number behind it, from 2 on, that makes it another name than those taken, in more than case. */
export function unusedName(taken: Iterable<string>, wanted: string): string {
  const lower = new Set([...taken].map((name) => name.toLowerCase()));
  let name = wanted;
  for (let n = 2; lower.has(name.toLowerCase()); n++) name = `${wanted}_${n}`;
  return name;
}
