package gateway

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
)

//go:embed routes.txt
var routeTable string

// route sends a path to a cluster.
type route struct {
	path                           []string
	cluster, policy, limit, target string
	order                          int
}

func parseRoutes() []route {
	var routes []route
	for _, line := range strings.Split(routeTable, "\n") {
		fields := strings.Fields(line)
		if len(fields) != 6 || strings.HasPrefix(line, "#") {
			continue
		}
		order, err := strconv.Atoi(fields[4])
		if err != nil {
			panic(err)
		}
		target := fields[5]
		if target == "=" {
			target = fields[0]
		}
		routes = append(routes, route{segments(fields[0]), fields[1] + "-cluster", fields[2], fields[3], target, order})
	}
	slices.SortStableFunc(routes, func(a, b route) int {
		if a.order != b.order {
			return a.order - b.order
		}
		return slices.CompareFunc(a.path, b.path, func(x, y string) int { return weight(x) - weight(y) })
	})
	return routes
}

func segments(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
}

// weight makes literal segments win over parameters, and those over the rest of a path.
func weight(segment string) int {
	switch {
	case segment == "**":
		return 2
	case strings.HasPrefix(segment, "{"):
		return 1
	}
	return 0
}

// match returns the path at the back end.
func (r *route) match(path string) (string, bool) {
	given, rest, id := segments(path), "", ""
	for index, wanted := range r.path {
		if wanted == "**" {
			rest = strings.Join(given[index:], "/")
			if rest != "" && strings.HasSuffix(path, "/") {
				rest += "/"
			}
			return r.rewrite(path, id, rest), true
		}
		switch {
		case index >= len(given):
			return "", false
		case strings.HasPrefix(wanted, "{"):
			id = given[index]
		case !strings.EqualFold(wanted, given[index]):
			return "", false
		}
		if index == len(r.path)-1 && len(given) > len(r.path) {
			return "", false
		}
	}
	if len(r.path) == 0 && len(given) > 0 {
		return "", false
	}
	return r.rewrite(path, id, rest), true
}

func (r *route) rewrite(path, id, rest string) string {
	if prefix, remove := strings.CutPrefix(r.target, "-"); remove {
		return "/" + strings.TrimPrefix(path[len(prefix):], "/")
	}
	target := strings.Replace(r.target, "{registerId}", id, 1)
	if rest == "" {
		return "/" + strings.TrimPrefix(strings.TrimSuffix(target, "/**"), "/")
	}
	return strings.Replace(target, "**", rest, 1)
}

func findRoute(routes []route, path string) (*route, string) {
	for index := range routes {
		if target, ok := routes[index].match(path); ok {
			return &routes[index], target
		}
	}
	return nil, ""
}
