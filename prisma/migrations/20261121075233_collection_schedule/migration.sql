-- Stored files that nobody needs are removed four times a day, from an hour after the first start on.
INSERT INTO "Schedule" ("key", "workspaceId", "jobName", "payload", "everySeconds", "nextAt")
VALUES ('artifacts:collect', 'default', 'artifacts.collect_garbage', '{"dryRun": false, "graceHours": 24}', 21600, now() + interval '1 hour');
