-- A booking system written for SQL Server, with names in brackets.
-- settings: MODE=MSSQLServer;DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE
-- check: SELECT count(*) = 2 FROM dbo.Bookings
-- @application
CREATE SCHEMA dbo;
CREATE TABLE dbo.Bookings (Id int IDENTITY(1, 1) PRIMARY KEY, [Room No] nvarchar(20), Guid uniqueidentifier DEFAULT newid(), At datetime2 DEFAULT getdate(), Price money, Code varchar(9) UNIQUE);
INSERT INTO dbo.Bookings ([Room No], Price, Code) VALUES ('1a', 9.99, 'x'), ('1b', NULL, NULL);
