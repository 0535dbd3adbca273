-- How many predictions came in weeks is read from this index alone: the rows themselves hold latencies and are a hundred times larger.
CREATE INDEX "TrafficBucket_arrivals_idx" ON "TrafficBucket" ("endpointId", "bucketAt") INCLUDE ("role", "rows");
