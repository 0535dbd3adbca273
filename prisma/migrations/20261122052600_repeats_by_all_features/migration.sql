-- What was kept of references told repeated rows by their profiled features alone; it is counted again when it is asked for.
DELETE FROM "SliceReference";
