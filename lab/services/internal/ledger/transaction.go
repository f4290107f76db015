// Package ledger is what the stand-ins agree on about transactions: their form, hashes and signatures.
package ledger

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// SystemRegister is the fixed id of the register that every installation has.
const SystemRegister = "aebf26362e079087571ac0932d4db973"

// SystemRegisterName is its name.
const SystemRegisterName = "Sorcha System Register"

// Transaction is what the validator's endpoint takes.
type Transaction struct {
	TransactionID         string            `json:"transactionId"`
	RegisterID            string            `json:"registerId"`
	BlueprintID           string            `json:"blueprintId,omitempty"`
	ActionID              string            `json:"actionId,omitempty"`
	Payload               json.RawMessage   `json:"payload"`
	PayloadHash           string            `json:"payloadHash"`
	Signatures            []Signature       `json:"signatures"`
	CreatedAt             time.Time         `json:"createdAt"`
	PreviousTransactionID string            `json:"previousTransactionId,omitempty"`
	Metadata              map[string]string `json:"metadata,omitempty"`
}

// Signature is over the digest of id and payload hash; binary values are base64url.
type Signature struct {
	PublicKey      string `json:"publicKey"`
	SignatureValue string `json:"signatureValue"`
	Algorithm      string `json:"algorithm"`
}

// Docket is a block as the validator writes it to the register.
type Docket struct {
	RegisterID          string        `json:"registerId"`
	DocketNumber        int64         `json:"docketNumber"`
	PreviousHash        string        `json:"previousHash"`
	DocketHash          string        `json:"docketHash"`
	MerkleRoot          string        `json:"merkleRoot"`
	ProposerValidatorID string        `json:"proposerValidatorId"`
	CreatedAt           time.Time     `json:"createdAt"`
	Transactions        []Transaction `json:"transactions"`
}

// Hash is the digest of a text in hex.
func Hash(text string) string {
	digest := sha256.Sum256([]byte(text))
	return hex.EncodeToString(digest[:])
}

// Canonical returns compact JSON without HTML escapes, and its digest.
func Canonical(payload any) (json.RawMessage, string, error) {
	var wide, compact bytes.Buffer
	encoder := json.NewEncoder(&wide)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(payload); err != nil {
		return nil, "", err
	}
	if err := json.Compact(&compact, wide.Bytes()); err != nil {
		return nil, "", err
	}
	return compact.Bytes(), Hash(compact.String()), nil
}

// Digest is what a transaction's signature covers.
func Digest(transactionID, payloadHash string) []byte {
	digest := sha256.Sum256([]byte(transactionID + ":" + payloadHash))
	return digest[:]
}

// Check judges structure, payload hash and signatures, in the validator's order.
func (t *Transaction) Check() error {
	if t.TransactionID == "" || t.RegisterID == "" || len(t.Payload) == 0 || len(t.Signatures) == 0 {
		return fmt.Errorf("transactionId, registerId, payload and signatures are required")
	}
	if _, hash, err := Canonical(t.Payload); err != nil || hash != t.PayloadHash {
		return fmt.Errorf("payload hash mismatch: computed %s, given %s", hash, t.PayloadHash)
	}
	for _, signature := range t.Signatures {
		public, bad1 := base64.RawURLEncoding.DecodeString(signature.PublicKey)
		value, bad2 := base64.RawURLEncoding.DecodeString(signature.SignatureValue)
		if bad1 != nil || bad2 != nil || len(public) != ed25519.PublicKeySize ||
			!ed25519.Verify(public, Digest(t.TransactionID, t.PayloadHash), value) {
			return fmt.Errorf("signature verification failed")
		}
	}
	return nil
}
