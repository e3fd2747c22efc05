-- The versions of rows are numbered by transactions, and only the server knows the time of a transaction.
-- finding: HISTORY_NOT_RESTORABLE
-- refused: table ledger: the versions of its rows are numbered by transactions
-- refused: TIMESTAMP(6)
-- @application
CREATE TABLE ledger (id int PRIMARY KEY, amount int, since bigint unsigned GENERATED ALWAYS AS ROW START, till bigint unsigned GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (since, till)) WITH SYSTEM VERSIONING;
INSERT INTO ledger (id, amount) VALUES (1, 1);
UPDATE ledger SET amount = 2;
