/** What `workers_bench.ts` has tinypool run, which loads its jobs from files. */
export default function identity(value) {
  return value;
}
