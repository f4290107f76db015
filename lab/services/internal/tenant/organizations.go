package tenant

import (
	"errors"
	"net/http"
	"time"

	"golang.org/x/crypto/bcrypt"

	"sorcha-standins/internal/host"
)

const organizationEndpoints = "Sorcha.Tenant.Service.Endpoints.OrganizationEndpoints"

func (s *service) createOrganization(w http.ResponseWriter, r *http.Request) {
	var request struct{ Name, Subdomain string }
	if !host.ReadJSON(w, r, &request) {
		return
	}
	created := s.addOrganization(w, r, request.Name, request.Subdomain)
	if created == nil {
		return
	}
	w.Header().Set("Location", "/api/organizations/"+created.ID)
	host.Reply(w, http.StatusCreated, organizationView(*created))
}

// addOrganization answers the request itself when it fails.
func (s *service) addOrganization(w http.ResponseWriter, r *http.Request, name, subdomain string) *organization {
	if name == "" || subdomain == "" {
		invalid(w, "name", "Name and subdomain are required")
		return nil
	}
	created := organization{ID: identifier(), Name: name, Subdomain: subdomain, Status: "Active", CreatedAt: time.Now().UTC()}
	err := s.store.addOrganization(r.Context(), created)
	if errors.Is(err, errDuplicate) {
		invalid(w, "subdomain", "Subdomain '"+subdomain+"' is already taken")
		return nil
	}
	if err != nil {
		s.failed(w, err)
		return nil
	}
	return &created
}

func (s *service) listOrganizations(w http.ResponseWriter, r *http.Request) {
	all, err := s.store.organizations(r.Context())
	if err != nil {
		s.failed(w, err)
		return
	}
	views := make([]any, 0, len(all))
	for _, o := range all {
		views = append(views, organizationView(o))
	}
	host.Reply(w, http.StatusOK, map[string]any{"organizations": views, "totalCount": len(views)})
}

func (s *service) getOrganization(w http.ResponseWriter, r *http.Request) {
	found, err := s.store.organization(r.Context(), r.PathValue("id"))
	s.showOrganization(w, found, err)
}

func (s *service) getBySubdomain(w http.ResponseWriter, r *http.Request) {
	found, err := s.store.organizationBySubdomain(r.Context(), r.PathValue("subdomain"))
	s.showOrganization(w, found, err)
}

func (s *service) showOrganization(w http.ResponseWriter, found *organization, err error) {
	switch {
	case err != nil:
		s.failed(w, err)
	case found == nil:
		w.WriteHeader(http.StatusNotFound)
	default:
		host.Reply(w, http.StatusOK, organizationView(*found))
	}
}

// bootstrap is anonymous and works once (§2.6).
func (s *service) bootstrap(w http.ResponseWriter, r *http.Request) {
	var request struct {
		OrganizationName, OrganizationSubdomain, AdminEmail, AdminName, AdminPassword string
	}
	if !host.ReadJSON(w, r, &request) {
		return
	}
	if request.AdminEmail == "" || len(request.AdminPassword) < 8 || request.OrganizationName == "" {
		invalid(w, "request", "organizationName, organizationSubdomain, adminEmail and adminPassword (8 or more characters) are required")
		return
	}
	first, err := s.store.claim(r.Context(), "BootstrapCompleted")
	if err != nil {
		s.failed(w, err)
		return
	}
	if !first {
		host.Problem(w, http.StatusConflict, "Already Bootstrapped", "Platform has already been bootstrapped")
		return
	}
	org := s.addOrganization(w, r, request.OrganizationName, request.OrganizationSubdomain)
	if org == nil {
		return
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(request.AdminPassword), bcrypt.DefaultCost)
	admin := user{ID: identifier(), OrganizationID: org.ID, Email: request.AdminEmail, DisplayName: request.AdminName,
		PasswordHash: string(hash), Status: "Active", Roles: []string{"Administrator"}}
	if err == nil {
		err = s.store.addUser(r.Context(), admin)
	}
	if err != nil {
		s.failed(w, err)
		return
	}
	host.Reply(w, http.StatusCreated, map[string]string{"organizationId": org.ID, "adminUserId": admin.ID})
}

func (s *service) failed(w http.ResponseWriter, err error) {
	s.Log.Write(host.Error, organizationEndpoints, "Request failed: %v", err)
	host.Problem(w, http.StatusInternalServerError, "Internal Server Error", "see the log")
}

func organizationView(o organization) map[string]any {
	return map[string]any{"id": o.ID, "name": o.Name, "subdomain": o.Subdomain, "status": o.Status, "createdAt": o.CreatedAt}
}
