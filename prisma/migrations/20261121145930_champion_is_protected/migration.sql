-- A new installation keeps champion to approvers, which its settings show and change; one that has models keeps to what it knows.
INSERT INTO "AliasPolicy" ("workspaceId", "pattern", "createdBy")
SELECT "id", 'champion', 'Slipway' FROM "Workspace" WHERE NOT EXISTS (SELECT 1 FROM "Model")
ON CONFLICT DO NOTHING;
