package tenant

import (
	"context"
	"errors"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"sorcha-standins/internal/host"
)

// database connects on first use and again after a failure, so queries work once PostgreSQL is there,
// while the schema stays missing until a restart.
type database struct {
	text  string
	mutex sync.Mutex
	pool  *pgxpool.Pool
}

func (d *database) connect(ctx context.Context) (*pgxpool.Pool, error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.pool != nil {
		return d.pool, nil
	}
	config, err := host.ParseNpgsql(d.text)
	if err != nil {
		return nil, err
	}
	d.pool, err = pgxpool.NewWithConfig(context.WithoutCancel(ctx), config)
	return d.pool, err
}

// ping is the health check's: it does not wait for a failover.
func (d *database) ping(ctx context.Context) error {
	pool, err := d.connect(ctx)
	if err == nil {
		_, err = pool.Exec(ctx, "SELECT 1")
	}
	return err
}

func (d *database) exec(ctx context.Context, sql string, args ...any) error {
	pool, err := d.connect(ctx)
	if err != nil {
		return err
	}
	return host.RetryTransient(ctx, func() error {
		_, err := pool.Exec(ctx, sql, args...)
		return err
	})
}

// one returns the first row as a struct by column position, or nil.
func one[T any](ctx context.Context, d *database, sql string, args ...any) (*T, error) {
	all, err := many[T](ctx, d, sql, args...)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}

func many[T any](ctx context.Context, d *database, sql string, args ...any) ([]T, error) {
	pool, err := d.connect(ctx)
	if err != nil {
		return nil, err
	}
	var found []T
	err = host.RetryTransient(ctx, func() error {
		rows, err := pool.Query(ctx, sql, args...)
		if err == nil {
			found, err = pgx.CollectRows(rows, pgx.RowToStructByPos[T])
		}
		return err
	})
	return found, err
}

const (
	selectOrganization = `SELECT "Id"::text, "Name", "Subdomain", "Status", "CreatedAt" FROM public."Organizations" `
	selectUser         = `SELECT "Id"::text, "OrganizationId"::text, "Email", "DisplayName", coalesce("PasswordHash", ''), "Status", string_to_array("Roles", ',') FROM public."UserIdentities" `
	selectPrincipal    = `SELECT "Id"::text, "ServiceName", "ClientId", "ClientSecretEncrypted", "Scopes", "Status" FROM public."ServicePrincipals" `
)

func (d *database) organization(ctx context.Context, id string) (*organization, error) {
	return one[organization](ctx, d, selectOrganization+`WHERE "Id"::text = $1`, id)
}

func (d *database) organizationBySubdomain(ctx context.Context, subdomain string) (*organization, error) {
	return one[organization](ctx, d, selectOrganization+`WHERE "Subdomain" = $1`, subdomain)
}

func (d *database) organizations(ctx context.Context) ([]organization, error) {
	return many[organization](ctx, d, selectOrganization+`ORDER BY "CreatedAt"`)
}

func (d *database) addOrganization(ctx context.Context, o organization) error {
	err := d.exec(ctx, `INSERT INTO public."Organizations" ("Id","Name","Subdomain","Status","CreatedAt","OrgType",
		"SelfRegistrationEnabled","AllowedEmailDomains","CustomDomainStatus","AuditRetentionMonths")
		VALUES ($1::uuid,$2,$3,$4,$5,'Standard',false,'{}','None',12)`, o.ID, o.Name, o.Subdomain, o.Status, o.CreatedAt)
	return duplicate(err, "IX_Organization")
}

func (d *database) userByEmail(ctx context.Context, email string) (*user, error) {
	return one[user](ctx, d, selectUser+`WHERE lower("Email") = lower($1)`, email)
}

func (d *database) userByID(ctx context.Context, id string) (*user, error) {
	return one[user](ctx, d, selectUser+`WHERE "Id"::text = $1`, id)
}

func (d *database) addUser(ctx context.Context, u user) error {
	return d.exec(ctx, `INSERT INTO public."UserIdentities" ("Id","OrganizationId","Email","DisplayName","PasswordHash","Status","Roles",
		"CreatedAt","EmailVerified","ProvisionedVia","ProfileCompleted","FailedLoginCount","LockedPermanently")
		VALUES ($1::uuid,$2::uuid,$3,$4,$5,$6,$7,now(),true,'Local',true,0,false)`,
		u.ID, u.OrganizationID, u.Email, u.DisplayName, u.PasswordHash, u.Status, strings.Join(u.Roles, ","))
}

func (d *database) touchUser(ctx context.Context, id string) error {
	return d.exec(ctx, `UPDATE public."UserIdentities" SET "LastLoginAt" = now() WHERE "Id"::text = $1`, id)
}

func (d *database) principal(ctx context.Context, clientID string) (*principal, error) {
	return one[principal](ctx, d, selectPrincipal+`WHERE "ClientId" = $1`, clientID)
}

func (d *database) addPrincipal(ctx context.Context, p principal) error {
	return d.exec(ctx, `INSERT INTO public."ServicePrincipals" ("Id","ServiceName","ClientId","ClientSecretEncrypted","Scopes","Status","CreatedAt")
		VALUES ($1::uuid,$2,$3,$4,$5,$6,now())`, p.ID, p.ServiceName, p.ClientID, p.Secret, p.Scopes, p.Status)
}

func (d *database) setScopes(ctx context.Context, clientID string, scopes []string) error {
	return d.exec(ctx, `UPDATE public."ServicePrincipals" SET "Scopes" = $2 WHERE "ClientId" = $1`, clientID, scopes)
}

func (d *database) claim(ctx context.Context, key string) (bool, error) {
	err := duplicate(d.exec(ctx, `INSERT INTO public."SystemConfigurations" ("Key","Value","CreatedAt") VALUES ($1,'true',now())`, key), "PK_")
	if errors.Is(err, errDuplicate) {
		return false, nil
	}
	return err == nil, err
}

// duplicate turns a violation of the named kind of constraint into errDuplicate.
func duplicate(err error, constraint string) error {
	if host.SQLState(err) == "23505" && strings.Contains(err.Error(), constraint) {
		return errDuplicate
	}
	return err
}
