// Package blueprint is a stand-in for the blueprint service (§3.2): its business state is in this process.
package blueprint

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"sorcha-standins/internal/host"
)

const indexService = "Sorcha.Blueprint.Service.Services.SchemaIndexRefreshService"

type service struct {
	*host.App
	redis  *host.Redis
	schema *driver.Collection
	mutex  sync.Mutex
	drafts map[string]json.RawMessage
	// connections that were negotiated here
	connections map[string]bool
}

// Run starts the service; without MongoDB it starts and stays healthy (platform-verified §g).
func Run() {
	s := &service{App: host.New("blueprint"), drafts: map[string]json.RawMessage{}, connections: map[string]bool{}}
	s.UseTokens()
	s.redis = s.UseRedis()
	client, err := driver.Connect(options.Client().ApplyURI(s.Config.Or("ConnectionStrings:mongodb", "mongodb://localhost:27017")))
	if err != nil {
		host.Abort(host.Throw("MongoDB.Driver.MongoConfigurationException", err.Error()))
	}
	s.schema = client.Database("sorcha-blueprints").Collection("schemaIndex")
	s.routes()
	s.InBackground(s.refreshIndex)
	s.App.Run()
}

// refreshIndex writes the schema index; the product fetches schemas from the internet first. Its failure
// is only logged.
func (s *service) refreshIndex(ctx context.Context) {
	entry := bson.M{"$set": bson.M{"title": "stand-in schema", "updatedAt": time.Now().UTC()}}
	_, err := s.schema.UpdateOne(ctx, bson.M{"_id": "standin"}, entry, options.UpdateOne().SetUpsert(true))
	if err != nil && ctx.Err() == nil {
		s.Log.Write(host.Error, indexService, "Schema index refresh failed: %v", err)
		return
	}
	s.Log.Write(host.Information, indexService, "Schema index refreshed: 1 entry")
}

func (s *service) routes() {
	for _, base := range []string{"/api/blueprints", "/api/blueprints/{$}"} {
		s.Handle("GET "+base, host.OrganizationOrService, s.list)
		s.Handle("POST "+base, host.OrganizationOrService, s.create)
	}
	s.Handle("GET /api/blueprints/{id}", host.OrganizationOrService, s.show)
	s.Handle("PUT /api/blueprints/{id}", host.OrganizationOrService, s.replace)
	s.Handle("DELETE /api/blueprints/{id}", host.OrganizationOrService, s.remove)
	s.Handle("POST /api/blueprints/{id}/publish", host.OrganizationOrService, s.publish)
	s.Handle("POST /api/actions", host.Authenticated, s.act)
	s.Handle("GET /api/v1/schemas/index", host.Authenticated, s.index)
	s.Mux.HandleFunc("GET /api/v1/credentials/status-lists/{id}", s.statusList)
	s.Mux.HandleFunc("GET /api/health", func(w http.ResponseWriter, _ *http.Request) {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		host.Reply(w, http.StatusOK, map[string]any{"status": "healthy", "blueprints": len(s.drafts)})
	})
	for _, hub := range []string{"/actionshub", "/hubs/chat", "/hubs/events"} {
		s.Handle("POST "+hub+"/negotiate", host.Authenticated, s.negotiate)
		s.Handle("GET "+hub, host.Authenticated, s.connect)
	}
}
