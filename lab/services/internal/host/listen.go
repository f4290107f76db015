package host

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// listener is one address and what it speaks.
type listener struct {
	url       string
	http2Only bool
}

const noCertificate = "Unable to configure HTTPS endpoint. No server certificate was specified, and the default " +
	"developer certificate could not be found or is out of date."

// Listen overrides the configured addresses, as code-level Kestrel endpoints do (peer, §3.7).
func (a *App) Listen(url string, http2Only bool) {
	a.listeners = append(a.listeners, listener{url, http2Only})
}

// addresses picks what .NET would: code, then Kestrel:Endpoints, then URLS, then HTTP_PORTS, then localhost:5000.
func (a *App) addresses() []listener {
	if len(a.listeners) > 0 {
		return a.listeners
	}
	var found []listener
	for _, name := range a.Config.Children("Kestrel:Endpoints") {
		section := "Kestrel:Endpoints:" + name
		found = append(found, listener{a.Config.Get(section + ":Url"),
			strings.EqualFold(a.Config.Get(section+":Protocols"), "Http2")})
	}
	urls := a.Config.Get("URLS")
	if len(found) > 0 {
		if urls != "" {
			a.Log.Write(Warning, "Microsoft.AspNetCore.Server.Kestrel",
				"Overriding address(es) '%s'. Binding to endpoints defined via IConfiguration and/or UseKestrel() instead.", urls)
		}
		return found
	}
	if urls == "" {
		for _, port := range strings.Split(a.Config.Get("HTTP_PORTS"), ";") {
			if port != "" {
				urls += "http://*:" + port + ";"
			}
		}
	}
	if urls == "" {
		urls = "http://localhost:5000"
	}
	for _, address := range strings.Split(urls, ";") {
		if address != "" {
			found = append(found, listener{address, false})
		}
	}
	return found
}

func (a *App) listen() []*http.Server {
	handler := a.handler()
	var servers []*http.Server
	for _, address := range a.addresses() {
		socket, err := a.open(address.url)
		if err != nil {
			Abort(err)
		}
		server := newServer(handler, address.http2Only)
		servers = append(servers, server)
		a.Log.Write(Information, "Microsoft.Hosting.Lifetime", "Now listening on: %s", address.url)
		go func() { _ = server.Serve(socket) }()
	}
	return servers
}

func newServer(handler http.Handler, http2Only bool) *http.Server {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	if http2Only {
		protocols.SetUnencryptedHTTP2(true)
		handler = refuseHTTP1(handler)
	}
	return &http.Server{Handler: handler, Protocols: protocols, ReadHeaderTimeout: 30 * time.Second}
}

func refuseHTTP1(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor < 2 {
			http.Error(w, "An HTTP/1.x request was sent to an HTTP/2 only endpoint.", http.StatusBadRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (a *App) open(text string) (net.Listener, error) {
	// "+" and "*" mean any address; Go's parser does not accept them as a host.
	address, err := url.Parse(strings.NewReplacer("://+", "://any", "://*", "://any").Replace(text))
	if err != nil || address.Host == "" {
		return nil, Throw("System.FormatException", "Invalid url: '"+text+"'")
	}
	host := address.Hostname()
	if host == "any" || host == "0.0.0.0" {
		host = ""
	}
	port := address.Port()
	if port == "" {
		port = "80"
	}
	socket, err := new(net.ListenConfig).Listen(context.Background(), "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, Throw("System.IO.IOException", "Failed to bind to address "+text+": "+err.Error())
	}
	if address.Scheme != "https" {
		return socket, nil
	}
	path, key := a.Config.Get("Kestrel:Certificates:Default:Path"), a.Config.Get("Kestrel:Certificates:Default:KeyPath")
	if path == "" {
		return nil, Invalid(noCertificate)
	}
	certificate, err := tls.LoadX509KeyPair(path, key)
	if err != nil {
		return nil, Throw("System.Security.Cryptography.CryptographicException", "stand-in reads PEM only: "+err.Error())
	}
	return tls.NewListener(socket, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}), nil
}
