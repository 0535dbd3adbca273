import { expect, test } from 'vitest';
import { projectGrowth } from './project-growth.js';

test('one endpoint on one gateway has a bucket each five seconds, a flush each second, and cells that end in days', () => {
  const target = { endpoints: 1, gateways: 1, gatewaysOfEndpoint: 1, logRowsPerSecond: 10, features: 1 };
  expect(projectGrowth(target).map(({ rows }) => rows)).toEqual([864_000, 17_280, 86_400, 4_681]);
  const wide = projectGrowth({ ...target, endpoints: 1_000, gateways: 30, gatewaysOfEndpoint: 2, features: 20 });
  expect(wide.map(({ rows }) => rows)).toEqual([864_000_000, 34_560_000, 2_592_000, 93_620_000]);
});
