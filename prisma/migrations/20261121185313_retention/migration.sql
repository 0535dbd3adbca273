-- CreateIndex
CREATE INDEX "Feedback_receivedAt_idx" ON "Feedback" USING BRIN ("receivedAt");

-- CreateIndex
CREATE INDEX "MetricValue_receivedAt_idx" ON "MetricValue" USING BRIN ("receivedAt");

-- CreateIndex
CREATE INDEX "GatewayFlush_at_idx" ON "GatewayFlush" USING BRIN ("at");

-- CreateIndex
CREATE INDEX "PredictionRow_receivedAt_idx" ON "PredictionRow" USING BRIN ("receivedAt");

-- CreateIndex
CREATE INDEX "TrafficBucket_bucketAt_idx" ON "TrafficBucket" USING BRIN ("bucketAt");
