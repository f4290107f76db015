package ledger

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"testing"
	"time"
)

func signed(t *testing.T) *Transaction {
	t.Helper()
	transaction, err := Draft{RegisterID: "r", Kind: "Action", Payload: map[string]string{"html": "<&>"}, CreatedAt: time.Now()}.transaction()
	if err != nil {
		t.Fatal(err)
	}
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	transaction.Signatures = []Signature{{base64.RawURLEncoding.EncodeToString(public),
		base64.RawURLEncoding.EncodeToString(ed25519.Sign(private, Digest(transaction.TransactionID, transaction.PayloadHash))), "ED25519"}}
	return transaction
}

func TestCheckAcceptsWhatPublishMakes(t *testing.T) {
	transaction := signed(t)
	if err := transaction.Check(); err != nil {
		t.Fatal(err)
	}
	wire, _, err := Canonical(transaction)
	var received Transaction
	if err != nil || json.Unmarshal(wire, &received) != nil || received.Check() != nil {
		t.Errorf("not the same after a journey: %s", wire)
	}
}

func TestCheckRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*Transaction){
		"another payload":    func(x *Transaction) { x.Payload = json.RawMessage(`{"html":"x"}`) },
		"another id":         func(x *Transaction) { x.TransactionID = Hash("x") },
		"no signature":       func(x *Transaction) { x.Signatures = nil },
		"a broken signature": func(x *Transaction) { x.Signatures[0].SignatureValue = "AAAA" },
	} {
		transaction := signed(t)
		spoil(transaction)
		if transaction.Check() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
