/**
 * EACH_CELL follows a row `c` of "CellMinute" in FROM and gives one row a pair: "pairs"[i] is the cell, "pairs"[i + 1] its count. PostgreSQL
 * keeps long arrays compressed and unpacks a column at each subscript; joined to an empty array and kept from being merged into the query
 * (OFFSET 0) it is unpacked once a row. With 1,000 cells a row that is the difference between a second and minutes.
 */
export const EACH_CELL = `LATERAL (SELECT c."counts" || '{}'::int[] AS "pairs" OFFSET 0) AS whole, generate_series(1, cardinality("pairs"), 2) AS i`;
