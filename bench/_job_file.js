/** What `workers_bench.ts` has tinypool and piscina run, which load their jobs from files. */
export default function identity(value) {
  return value;
}
