package wallet

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"sorcha-standins/internal/host"
)

const migration = "20260226230802_InitialCreate"

// schema is the part of the wallet's first migration that the stand-in uses, column by column.
const schema = `
CREATE TABLE wallet."Wallets" (
  "Address" text NOT NULL CONSTRAINT "PK_Wallets" PRIMARY KEY,
  "EncryptedPrivateKey" character varying(16384) NOT NULL, "EncryptionKeyId" character varying(512) NOT NULL,
  "Algorithm" character varying(50) NOT NULL, "Owner" character varying(256) NOT NULL,
  "Tenant" character varying(256) NOT NULL, "Name" character varying(256) NOT NULL,
  "Description" character varying(1024), "PublicKey" character varying(8192),
  "Metadata" jsonb NOT NULL DEFAULT '{}'::jsonb, "Tags" jsonb,
  "Status" character varying(50) NOT NULL DEFAULT 'Active',
  "CreatedAt" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP, "UpdatedAt" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "LastAccessedAt" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP, "DeletedAt" timestamptz,
  "Version" integer NOT NULL, "RowVersion" bytea);
CREATE INDEX "IX_Wallets_Owner_Tenant" ON wallet."Wallets" ("Owner", "Tenant");
CREATE INDEX "IX_Wallets_Status" ON wallet."Wallets" ("Status");`

const history = `CREATE SCHEMA IF NOT EXISTS wallet;
CREATE TABLE IF NOT EXISTS wallet."__EFMigrationsHistory" (
  "MigrationId" character varying(150) NOT NULL CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY,
  "ProductVersion" character varying(32) NOT NULL);`

// migrate runs on every start. One migration under the lock of the history table: several replicas never
// collide (platform-verified §e).
func migrate(ctx context.Context, pool *pgxpool.Pool) error {
	const attempts = 3 // IF NOT EXISTS is not atomic: two creators can meet in the catalogue
	for attempt := 1; ; attempt++ {
		_, err := pool.Exec(ctx, history)
		if err == nil {
			break
		}
		if attempt == attempts || (host.SQLState(err) != "23505" && host.SQLState(err) != "42P07") {
			return err
		}
	}
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `LOCK TABLE wallet."__EFMigrationsHistory" IN ACCESS EXCLUSIVE MODE`); err != nil {
			return err
		}
		var applied bool
		row := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM wallet."__EFMigrationsHistory" WHERE "MigrationId" = $1)`, migration)
		if err := row.Scan(&applied); err != nil || applied {
			return err
		}
		if _, err := tx.Exec(ctx, schema); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO wallet."__EFMigrationsHistory" VALUES ($1, '10.0.5')`, migration)
		return err
	})
}
