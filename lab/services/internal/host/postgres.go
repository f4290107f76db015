package host

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

const databaseMissing = "3D000"

// OpenPostgres connects; a missing database is created when the role may do so, as EF's migrations do (§2.9).
func OpenPostgres(ctx context.Context, connectionString string) (*pgxpool.Pool, error) {
	config, err := ParseNpgsql(connectionString)
	if err != nil {
		return nil, err
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, Throw("Npgsql.NpgsqlException", err.Error())
	}
	err = pool.Ping(ctx)
	if SQLState(err) == databaseMissing {
		err = createDatabase(ctx, config)
	}
	if err != nil {
		return pool, Throw("Npgsql.NpgsqlException", err.Error())
	}
	return pool, nil
}

func createDatabase(ctx context.Context, config *pgxpool.Config) error {
	name := config.ConnConfig.Database
	admin := config.ConnConfig.Copy()
	admin.Database = "postgres"
	connection, err := pgx.ConnectConfig(ctx, admin)
	if err != nil {
		return err
	}
	defer func() { _ = connection.Close(ctx) }()
	_, err = connection.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize())
	return err
}

// SQLState returns PostgreSQL's error code, or "".
func SQLState(err error) string {
	var detail *pgconn.PgError
	if errors.As(err, &detail) {
		return detail.Code
	}
	return ""
}
