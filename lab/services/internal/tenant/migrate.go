package tenant

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"sorcha-standins/internal/host"
)

const (
	firstMigration  = "20260310153927_InitialCreate"
	secondMigration = "20260311104850_AddPasswordResetTokenFields"
)

// compile is about the time that the product's runtime needs between its decision and its first
// statement; without it the stand-in would be too quick for the races that were seen in every round.
const compile = time.Second

const historyTable = `CREATE TABLE IF NOT EXISTS public."__EFMigrationsHistory" (
  "MigrationId" character varying(150) NOT NULL CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY,
  "ProductVersion" character varying(32) NOT NULL)`

// firstSchema is the part of the product's schema that the stand-in uses, column by column.
const firstSchema = `
CREATE TABLE public."Organizations" (
  "Id" uuid NOT NULL CONSTRAINT "PK_Organizations" PRIMARY KEY, "Name" character varying(200) NOT NULL,
  "Subdomain" character varying(50) NOT NULL, "Status" text NOT NULL, "CreatorIdentityId" uuid,
  "CreatedAt" timestamptz NOT NULL, "OrgType" character varying(20) NOT NULL, "SelfRegistrationEnabled" boolean NOT NULL,
  "AllowedEmailDomains" text[] NOT NULL, "CustomDomain" character varying(500), "CustomDomainStatus" character varying(20) NOT NULL,
  "AuditRetentionMonths" integer NOT NULL, "Branding" jsonb);
CREATE UNIQUE INDEX "IX_Organization_Subdomain" ON public."Organizations" ("Subdomain");
CREATE TABLE public."ServicePrincipals" (
  "Id" uuid NOT NULL CONSTRAINT "PK_ServicePrincipals" PRIMARY KEY, "ServiceName" character varying(100) NOT NULL,
  "ClientId" character varying(100) NOT NULL, "ClientSecretEncrypted" bytea NOT NULL, "Scopes" text[] NOT NULL,
  "Status" text NOT NULL, "CreatedAt" timestamptz NOT NULL);
CREATE UNIQUE INDEX "IX_ServicePrincipal_ClientId" ON public."ServicePrincipals" ("ClientId");
CREATE TABLE public."SystemConfigurations" (
  "Key" character varying(100) NOT NULL CONSTRAINT "PK_SystemConfigurations" PRIMARY KEY,
  "Value" character varying(500) NOT NULL, "CreatedAt" timestamptz NOT NULL);
CREATE TABLE public."UserIdentities" (
  "Id" uuid NOT NULL CONSTRAINT "PK_UserIdentities" PRIMARY KEY, "OrganizationId" uuid NOT NULL,
  "ExternalIdpSubject" character varying(200), "PasswordHash" character varying(500), "Email" character varying(255) NOT NULL,
  "DisplayName" character varying(200) NOT NULL, "Roles" text NOT NULL, "Status" text NOT NULL, "CreatedAt" timestamptz NOT NULL,
  "LastLoginAt" timestamptz, "EmailVerified" boolean NOT NULL, "EmailVerifiedAt" timestamptz,
  "VerificationToken" character varying(100), "VerificationTokenExpiresAt" timestamptz,
  "ProvisionedVia" character varying(20) NOT NULL, "InvitedByUserId" uuid, "ProfileCompleted" boolean NOT NULL,
  "FailedLoginCount" integer NOT NULL, "LockedUntil" timestamptz, "LockedPermanently" boolean NOT NULL);`

const secondSchema = `
ALTER TABLE public."UserIdentities" ADD COLUMN "PasswordResetTokenExpiresAt" timestamptz;
ALTER TABLE public."UserIdentities" ADD COLUMN "PasswordResetTokenHash" character varying(500);
CREATE INDEX "IX_UserIdentity_PasswordResetTokenHash" ON public."UserIdentities" ("PasswordResetTokenHash");`

// migrate applies what is pending. The history table is locked while the first migration runs and its
// state is read, not afterwards: two replicas on an empty database both run the second one, and one of
// them fails with 42701 (platform-verified §b).
func migrate(ctx context.Context, pool *pgxpool.Pool, log *host.Log) error {
	log.Write(host.Information, initializer, "Checking for pending database migrations...")
	if _, err := pool.Exec(ctx, historyTable); err != nil && host.SQLState(err) != "23505" && host.SQLState(err) != "42P07" {
		return err
	}
	var applied []string
	err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) (err error) {
		if _, err = tx.Exec(ctx, `LOCK TABLE public."__EFMigrationsHistory" IN ACCESS EXCLUSIVE MODE`); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT "MigrationId" FROM public."__EFMigrationsHistory"`)
		if err != nil {
			return err
		}
		if applied, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil || len(applied) > 0 {
			return err
		}
		log.Write(host.Information, initializer, "Applying 2 pending migration(s): %s, %s", firstMigration, secondMigration)
		return apply(ctx, tx, firstMigration, firstSchema)
	})
	if err != nil {
		return err
	}
	if len(applied) == 2 {
		log.Write(host.Information, initializer, "Database is up to date, no migrations to apply")
		return nil
	}
	time.Sleep(compile)
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error { return apply(ctx, tx, secondMigration, secondSchema) })
}

func apply(ctx context.Context, tx pgx.Tx, name, schema string) error {
	if _, err := tx.Exec(ctx, schema); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO public."__EFMigrationsHistory" VALUES ($1, '10.0.5')`, name)
	return err
}
